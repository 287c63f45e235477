using Xunit.Sdk;
using Xunit.v3;

// Tests here compare weights bit by bit, set libtorch's number of threads, which belongs to the process, and count its live tensors.
[assembly: Parallelization(Mode = ParallelMode.None)]
