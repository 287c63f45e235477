namespace MlNetCnn.Cli;

/// <summary>Gives a row of a matrix.</summary>
/// <param name="index">Which, from 0.</param>
internal delegate ReadOnlySpan<float> RowReader(int index);
