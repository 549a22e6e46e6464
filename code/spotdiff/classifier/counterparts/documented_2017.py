"""What the documentation of PyTorch 0.3.0, the last of 2017, listed in torch.nn.

Source: headings of docs/0.3.0/nn.html in the repository pytorch/pytorch.github.io,
read 2026-11-23. A function that was there and not listed is not counted.
"""

from collections.abc import Iterable

from spotdiff.classifier.counterparts.kinds import Entry, plainly

MODULES = """
Module Sequential ModuleList ParameterList Conv1d Conv2d Conv3d ConvTranspose1d
ConvTranspose2d ConvTranspose3d MaxPool1d MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d
MaxUnpool3d AvgPool1d AvgPool2d AvgPool3d FractionalMaxPool2d LPPool2d
AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AdaptiveAvgPool1d
AdaptiveAvgPool2d AdaptiveAvgPool3d ReflectionPad2d ReplicationPad2d ReplicationPad3d
ZeroPad2d ConstantPad2d ReLU ReLU6 ELU SELU PReLU LeakyReLU Threshold Hardtanh Sigmoid
Tanh LogSigmoid Softplus Softshrink Softsign Tanhshrink Softmin Softmax Softmax2d
LogSoftmax BatchNorm1d BatchNorm2d BatchNorm3d InstanceNorm1d InstanceNorm2d
InstanceNorm3d RNN LSTM GRU RNNCell LSTMCell GRUCell Linear Bilinear Dropout Dropout2d
Dropout3d AlphaDropout Embedding EmbeddingBag CosineSimilarity PairwiseDistance L1Loss
MSELoss CrossEntropyLoss NLLLoss PoissonNLLLoss NLLLoss2d KLDivLoss BCELoss
BCEWithLogitsLoss MarginRankingLoss HingeEmbeddingLoss MultiLabelMarginLoss
SmoothL1Loss SoftMarginLoss MultiLabelSoftMarginLoss CosineEmbeddingLoss
MultiMarginLoss TripletMarginLoss PixelShuffle Upsample UpsamplingNearest2d
UpsamplingBilinear2d DataParallel
"""
FUNCTIONS = """
conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d avg_pool1d
avg_pool2d avg_pool3d max_pool1d max_pool2d max_pool3d max_unpool1d max_unpool2d
max_unpool3d lp_pool2d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d
adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d threshold relu hardtanh
relu6 elu selu leaky_relu prelu rrelu glu logsigmoid hardshrink tanhshrink softsign
softplus softmin softmax softshrink log_softmax tanh sigmoid batch_norm normalize
linear dropout alpha_dropout dropout2d dropout3d pairwise_distance cosine_similarity
binary_cross_entropy poisson_nll_loss cosine_embedding_loss cross_entropy
hinge_embedding_loss kl_div l1_loss mse_loss margin_ranking_loss
multilabel_margin_loss multilabel_soft_margin_loss multi_margin_loss nll_loss
binary_cross_entropy_with_logits smooth_l1_loss soft_margin_loss triplet_margin_loss
pixel_shuffle pad upsample upsample_nearest upsample_bilinear grid_sample affine_grid
"""
# Today's name of a function, and the name it had then.
RENAMED = {"interpolate": "upsample"}


def without_function(today: Iterable[Entry]) -> list[str]:
    """Return the modules of 2017 for which no function was documented.

    A module's function is the one found for it today, if it was documented
    then, or one of the module's own name.

    Args:
        today: What is found about the modules of torch.nn today.
    """
    functions = FUNCTIONS.split()
    by_name = set(map(plainly, functions))
    known = {entry.name: entry.functions for entry in today}
    return [
        module
        for module in MODULES.split()
        if plainly(module) not in by_name
        and not any(RENAMED.get(f, f) in functions for f in known[module])
    ]
