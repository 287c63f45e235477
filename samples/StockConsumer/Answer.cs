namespace StockConsumer;

/// <summary>An output row: the prediction for an image.</summary>
public sealed class Answer
{
    /// <summary>The name of the most probable class.</summary>
    public string PredictedLabel { get; set; } = "";

    /// <summary>The probability of each class, adding up to 1, in the order of the column's slot names.</summary>
    public float[] Score { get; set; } = [];
}
