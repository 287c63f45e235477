namespace MlNetCnn.Testing;

/// <summary>The prediction of plain ML.NET for an image.</summary>
internal sealed record StockAnswer(string Label, string[] ClassNames, float[] Scores);
