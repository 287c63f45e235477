using Xunit.Sdk;
using Xunit.v3;

// These tests compare weights bit by bit, set libtorch's number of threads, which applies to the process, and count its live tensors.
[assembly: Parallelization(Mode = ParallelMode.None)]
