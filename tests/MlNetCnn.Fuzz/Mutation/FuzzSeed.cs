namespace MlNetCnn.Fuzz;

/// <summary>An undamaged file from which damaged files are made, or a damaged file.</summary>
/// <param name="Name">The description used in the file name of a failure.</param>
/// <param name="Kind">The container format.</param>
/// <param name="Bytes">The content.</param>
internal sealed record FuzzSeed(string Name, FuzzKind Kind, byte[] Bytes);
