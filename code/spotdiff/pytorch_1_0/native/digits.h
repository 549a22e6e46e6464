// What these programs do around a model: read, ask, write, time.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <vector>

template <typename Number>
std::vector<Number> Read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes(std::istreambuf_iterator<char>(file), {});
  const auto* first = reinterpret_cast<const Number*>(bytes.data());
  return {first, first + bytes.size() / sizeof(Number)};
}

constexpr long kPixels = 28 * 28, kScores = 10;

// Takes n images, one after the other, to n times ten scores.
using Model = std::function<void(float* pixels, long n, float* scores)>;

// Writes the scores of all images to a file; then asks about the first of
// them many times, and prints how many seconds each of these calls took.
inline int Classify(const Model& model, const char* images,
                    const char* answers, int calls) {
  std::vector<float> pixels = Read<float>(images);
  const long n = pixels.size() / kPixels;
  std::vector<float> scores(n * kScores);
  model(pixels.data(), n, scores.data());
  std::ofstream(answers, std::ios::binary)
      .write(reinterpret_cast<const char*>(scores.data()),
             scores.size() * sizeof(float));
  for (int i = 0; i < calls; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    model(pixels.data(), 1, scores.data());
    const std::chrono::duration<double> taken =
        std::chrono::steady_clock::now() - begun;
    std::printf("%.9f\n", taken.count());
  }
  return 0;
}
