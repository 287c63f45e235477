using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>Turns the codec's answer into a fault, or into none.</summary>
internal static class DecodeError
{
    /// <summary>The fault of a decode, or null where the picture can be used.</summary>
    /// <param name="file">The file.</param>
    /// <param name="result">What the codec answered.</param>
    /// <param name="allowTruncated">Whether an incomplete picture is used.</param>
    /// <param name="percent">How much of the picture was decoded, 0..100.</param>
    public static ImageError? Of(ImageContent file, SKCodecResult result, bool allowTruncated, int percent)
    {
        switch (result)
        {
            // Of the other formats the codec tells; a JPEG's end it takes for granted when every row has something in it.
            case SKCodecResult.Success when !file.IsUnendedJpeg || allowTruncated:
            case SKCodecResult.IncompleteInput when allowTruncated:
                return null;
            case SKCodecResult.IncompleteInput when !file.Structure.EndsEarly:
                return Corrupt(file, $"the {file.Format.Name()} file has its end, but its data are damaged after {percent} % of the rows");
            default:
                return file.Structure.EndsEarly ? Truncated(file, percent) : Corrupt(file, $"the {file.Format.Name()} data are damaged ({result})");
        }
    }

    /// <summary>The fault of a file that ends before its picture does.</summary>
    public static ImageError Truncated(ImageContent file, int percent) => new(
        file.Path,
        ErrorCodes.ImageTruncated,
        $"the {file.Format.Name()} file ends before its picture does, {percent} % of the rows could be decoded; fetch or export it again");

    private static ImageError Corrupt(ImageContent file, string reason) => new(file.Path, ErrorCodes.ImageCorrupt, $"{reason}; fetch or export the file again");
}
