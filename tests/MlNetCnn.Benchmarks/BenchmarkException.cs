namespace MlNetCnn.Benchmarks;

/// <summary>An actionable error; it ends the process with a line on standard error.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
