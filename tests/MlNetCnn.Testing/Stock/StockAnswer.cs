namespace MlNetCnn.Testing;

/// <summary>What stock ML.NET says of an image.</summary>
internal sealed record StockAnswer(string Label, string[] ClassNames, float[] Scores);
