// The toy problem: finds the exponent of y = x^phi by gradient descent.
#include <tensorflow/cc/framework/gradients.h>
#include <tensorflow/cc/ops/standard_ops.h>
#include <tensorflow/core/public/session.h>

#include "digits.h"

namespace tf = tensorflow;
namespace ops = tensorflow::ops;

static tf::Tensor Numbers(const char* path) {
  const std::vector<double> read = Read<double>(path);
  tf::Tensor numbers(tf::DT_DOUBLE, {static_cast<int64_t>(read.size())});
  std::copy(read.begin(), read.end(), numbers.flat<double>().data());
  return numbers;
}

// Arguments: files of x and y, where to start, learning rate, steps.
// Prints the exponent before each step.
int main(int, char** given) {
  const tf::Scope root = tf::Scope::NewRootScope();
  const auto points = ops::Const(root, Numbers(given[1]));
  const auto values = ops::Const(root, Numbers(given[2]));
  const auto variable = ops::Variable(root, {}, tf::DT_DOUBLE);
  ops::Assign(root.WithOpName("start"), variable,
              ops::Const(root, std::atof(given[3])));
  const auto phi = ops::Identity(root.WithOpName("phi"), variable);
  const auto residual = ops::Sub(root, ops::Pow(root, points, phi), values);
  const auto loss =
      ops::Sqrt(root, ops::Mean(root, ops::Square(root, residual), 0));
  std::vector<tf::Output> slope;
  TF_CHECK_OK(tf::AddSymbolicGradients(root, {loss}, {phi}, &slope));
  ops::ApplyGradientDescent(root.WithOpName("step"), variable,
                            ops::Const(root, std::atof(given[4])), slope[0]);
  tf::GraphDef graph;
  TF_CHECK_OK(root.ToGraphDef(&graph));
  tf::Session* session = nullptr;
  TF_CHECK_OK(tf::NewSession({}, &session));
  TF_CHECK_OK(session->Create(graph));
  TF_CHECK_OK(session->Run({}, {}, {"start"}, nullptr));
  for (int step = 0; step < std::atoi(given[5]); ++step) {
    std::vector<tf::Tensor> found;
    TF_CHECK_OK(session->Run({}, {"phi:0"}, {}, &found));
    std::printf("%.17g\n", found[0].scalar<double>()());
    TF_CHECK_OK(session->Run({}, {}, {"step"}, nullptr));
  }
  TF_CHECK_OK(session->Close());
}
