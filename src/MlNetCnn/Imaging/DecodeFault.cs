using SkiaSharp;

namespace MlNetCnn;

/// <summary>Turns the codec's answer into a fault, or into none.</summary>
internal static class DecodeFault
{
    /// <summary>The fault of a decode, or null where the picture can be used.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format.</param>
    /// <param name="endsEarly">Whether the file ends before its structure does.</param>
    /// <param name="result">What the codec answered.</param>
    /// <param name="allowTruncated">Whether an incomplete picture is used.</param>
    /// <param name="percent">How much of the picture was decoded, 0..100.</param>
    public static ImageFault? Of(string path, ImageFormat format, bool endsEarly, SKCodecResult result, bool allowTruncated, int percent)
    {
        switch (result)
        {
            // Of the other formats the codec tells; a JPEG's end it takes for granted when every row has something in it.
            case SKCodecResult.Success when format != ImageFormat.Jpeg || !endsEarly || allowTruncated:
            case SKCodecResult.IncompleteInput when allowTruncated:
                return null;
            case SKCodecResult.Success:
                return Truncated(path, format, percent);
            case SKCodecResult.IncompleteInput when !endsEarly:
                return new ImageFault(
                    path, "IMG_CORRUPT", $"the {format} file has its end, but its data are damaged after {percent} % of the rows; fetch or export it again");
            case SKCodecResult.IncompleteInput:
                return Truncated(path, format, percent);
            default:
                return endsEarly
                    ? Truncated(path, format, 0)
                    : new ImageFault(path, "IMG_CORRUPT", $"the {format} data are damaged ({result}); fetch or export the file again");
        }
    }

    /// <summary>The fault of a file that ends before its picture does.</summary>
    public static ImageFault Truncated(string path, ImageFormat format, int percent) => new(
        path, "IMG_TRUNCATED", $"the {format} file ends before its picture does, {percent} % of the rows could be decoded; fetch or export it again");
}
