namespace MlNetCnn.Imaging;

/// <summary>A file that is being decoded, and what its first bytes and its skeleton say.</summary>
/// <param name="Path">The file, as it was given.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Format">Its format.</param>
/// <param name="Structure">Its skeleton.</param>
internal readonly record struct ImageContent(string Path, int Length, ImageFormat Format, ImageStructure Structure)
{
    /// <summary>Whether it is a JPEG without the marker that ends it.</summary>
    public bool IsUnendedJpeg => Format == ImageFormat.Jpeg && Structure.EndsEarly;
}
