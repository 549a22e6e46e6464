// Scores digits with a SavedModel, through TensorFlow's C API.
#include <tensorflow/c/c_api.h>

#include "digits.h"

static TF_Status* status = TF_NewStatus();

static void Check() {
  if (TF_GetCode(status) == TF_OK) return;
  std::fprintf(stderr, "%s\n", TF_Message(status));
  std::exit(1);
}

// Arguments: the model, the images, where the scores go, how many calls to time,
// the operations that take the images and give the scores.
int main(int, char** given) {
  TF_SessionOptions* options = TF_NewSessionOptions();
  const char one_thread[] = {0x10, 1, 0x28, 1};  // a ConfigProto, as it is sent
  TF_SetConfig(options, one_thread, sizeof one_thread, status);
  Check();
  TF_Graph* graph = TF_NewGraph();
  const char* tags[] = {"serve"};
  TF_Session* session = TF_LoadSessionFromSavedModel(
      options, nullptr, given[1], tags, 1, graph, nullptr, status);
  Check();
  const TF_Output images = {TF_GraphOperationByName(graph, given[5]), 0};
  const TF_Output answer = {TF_GraphOperationByName(graph, given[6]), 0};
  const Model model = [&](float* pixels, long n, float* scores) {
    const int64_t shape[] = {n, 28, 28};
    const size_t size = n * kPixels * sizeof(float);
    TF_Tensor* tensor = TF_AllocateTensor(TF_FLOAT, shape, 3, size);
    std::copy_n(pixels, n * kPixels, static_cast<float*>(TF_TensorData(tensor)));
    TF_Tensor* found = nullptr;
    TF_SessionRun(session, nullptr, &images, &tensor, 1, &answer, &found, 1,
                  nullptr, 0, nullptr, status);
    Check();
    std::copy_n(static_cast<float*>(TF_TensorData(found)), n * kScores, scores);
    TF_DeleteTensor(tensor);
    TF_DeleteTensor(found);
  };
  const int result = Classify(model, given[2], given[3], std::atoi(given[4]));
  TF_DeleteSession(session, status);
  Check();
  TF_DeleteGraph(graph);
  TF_DeleteSessionOptions(options);
  return result;
}
