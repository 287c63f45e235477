namespace StockConsumer;

/// <summary>A row that goes in: the path of one photo.</summary>
public sealed class Photo
{
    /// <summary>The path of a JPEG or PNG file.</summary>
    public string ImagePath { get; set; } = "";
}
