namespace StockConsumer;

/// <summary>An input row: the path of an image.</summary>
public sealed class Photo
{
    /// <summary>The path of a JPEG or PNG file.</summary>
    public string ImagePath { get; set; } = "";
}
