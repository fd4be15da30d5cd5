#define KOINE_TABLE kElementwiseAvx512
#include "koine/kernels/elementwise_body.inc"
