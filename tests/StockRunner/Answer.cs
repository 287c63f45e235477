namespace StockRunner;

/// <summary>A row that comes out: what the model says of the image.</summary>
public sealed class Answer
{
    /// <summary>The name of the most probable class.</summary>
    public string PredictedLabel { get; set; } = "";

    /// <summary>The probability of each class, in the order of the column's slot names.</summary>
    public float[] Score { get; set; } = [];
}
