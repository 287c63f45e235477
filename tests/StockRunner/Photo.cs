namespace StockRunner;

/// <summary>A row that goes in: the path of one image.</summary>
public sealed class Photo
{
    /// <summary>The path of the file.</summary>
    public string ImagePath { get; set; } = "";
}
