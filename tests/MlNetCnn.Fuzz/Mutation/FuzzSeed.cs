namespace MlNetCnn.Fuzz;

/// <summary>A whole file, from which damaged ones are made, or a damaged one.</summary>
/// <param name="Name">What it is, for the file name of what fails.</param>
/// <param name="Kind">How its pieces are found.</param>
/// <param name="Bytes">Its content.</param>
internal sealed record FuzzSeed(string Name, FuzzKind Kind, byte[] Bytes);
