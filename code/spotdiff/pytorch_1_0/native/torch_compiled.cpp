// Scores digits with a package that AOTInductor has compiled.
#include <ATen/Parallel.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/inductor/aoti_package/model_package_loader.h>

#include "digits.h"

// Arguments: the model, the images, where the scores go, how many calls to time.
int main(int, char** given) {
  const c10::InferenceMode no_gradients;
  at::set_num_threads(1);
  torch::inductor::AOTIModelPackageLoader network(given[1]);
  const Model model = [&](float* pixels, long n, float* scores) {
    const at::Tensor images = at::from_blob(pixels, {n, 28, 28});
    const at::Tensor found = network.run({images})[0];
    std::copy_n(found.data_ptr<float>(), n * kScores, scores);
  };
  return Classify(model, given[2], given[3], std::atoi(given[4]));
}
