using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>Converts the codec's result to an error, or to none.</summary>
internal static class DecodeError
{
    /// <summary>Returns the error of a decode, or null if the image can be used.</summary>
    /// <param name="file">The file.</param>
    /// <param name="result">The codec's result.</param>
    /// <param name="allowTruncated">Whether an incomplete image is used.</param>
    /// <param name="percent">The percentage of the image that was decoded, 0..100.</param>
    public static ImageError? Of(ImageContent file, SKCodecResult result, bool allowTruncated, int percent)
    {
        switch (result)
        {
            // For the other formats the codec reports it; for a JPEG it assumes the end when every row has some content.
            case SKCodecResult.Success when !file.IsUnendedJpeg || allowTruncated:
            case SKCodecResult.IncompleteInput when allowTruncated:
                return null;
            case SKCodecResult.IncompleteInput when !file.Structure.EndsEarly:
                return Corrupt(file, $"the {file.Format.Name()} file is complete, but its data is damaged after {percent} % of the rows");
            default:
                return file.Structure.EndsEarly ? Truncated(file, percent) : Corrupt(file, $"the {file.Format.Name()} data is damaged ({result})");
        }
    }

    /// <summary>Returns the error for a truncated file.</summary>
    public static ImageError Truncated(ImageContent file, int percent) => new(
        file.Path,
        ErrorCodes.ImageTruncated,
        $"the {file.Format.Name()} file is truncated, {percent} % of the rows could be decoded; download or export it again");

    private static ImageError Corrupt(ImageContent file, string reason) => new(file.Path, ErrorCodes.ImageCorrupt, $"{reason}; download or export it again");
}
