#define KOINE_TABLE kElementwiseAvx2
#include "koine/kernels/elementwise_body.inc"
