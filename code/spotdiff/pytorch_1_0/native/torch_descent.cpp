// The toy problem: finds the exponent of y = x^phi by gradient descent.
#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <c10/core/GradMode.h>

#include "digits.h"

// Arguments: files of x and y, where to start, learning rate, steps.
// Prints the exponent before each step.
int main(int, char** given) {
  std::vector<double> x = Read<double>(given[1]);
  std::vector<double> y = Read<double>(given[2]);
  const int64_t n = x.size();
  const at::Tensor points = at::from_blob(x.data(), {n}, at::kDouble);
  const at::Tensor values = at::from_blob(y.data(), {n}, at::kDouble);
  at::Tensor phi = at::full({}, std::atof(given[3]), at::kDouble);
  phi.requires_grad_();
  for (int step = 0; step < std::atoi(given[5]); ++step) {
    const at::Tensor residual = points.pow(phi) - values;
    const at::Tensor loss = residual.square().mean().sqrt();
    loss.backward();
    std::printf("%.17g\n", phi.item<double>());
    const c10::NoGradGuard no_gradients;
    phi -= std::atof(given[4]) * phi.grad();
    phi.mutable_grad().reset();
  }
}
