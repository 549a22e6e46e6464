// Scores digits with what XLA compiled ahead of time; for one image, and no other.
#include "network.h"

#include "digits.h"

// Arguments: none, the images, where the scores go, how many calls to time.
int main(int, char** given) {
  Network network;
  const Model model = [&](float* pixels, long n, float* scores) {
    for (long i = 0; i < n; ++i) {
      std::copy_n(pixels + i * kPixels, kPixels, network.arg0_data());
      network.Run();
      std::copy_n(network.result0_data(), kScores, scores + i * kScores);
    }
  };
  return Classify(model, given[2], given[3], std::atoi(given[4]));
}
