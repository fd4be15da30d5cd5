#define KOINE_TABLE kElementwiseSse41
#include "koine/kernels/elementwise_body.inc"
