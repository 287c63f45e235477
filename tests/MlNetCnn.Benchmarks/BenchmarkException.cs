namespace MlNetCnn.Benchmarks;

/// <summary>Something that the caller can mend; it ends the process with a line on standard error.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
