using System.Globalization;

namespace MlNetCnn;

/// <summary>Ends a run of which too many images cannot be used, instead of training on what is left.</summary>
internal static class RejectionLimit
{
    /// <summary>Throws where nothing is usable or more than the given part was rejected.</summary>
    /// <param name="read">Images that were read, usable or not.</param>
    /// <param name="leftOut">Rows and files that the listing left out, beside those.</param>
    /// <param name="rejected">Those of the images that were rejected.</param>
    /// <param name="maxFraction">The largest part that may be rejected, 0..1.</param>
    /// <exception cref="MlNetCnnException">Too many were rejected.</exception>
    public static void Check(int read, IEnumerable<ImageFault> leftOut, IReadOnlyCollection<ImageFault> rejected, double maxFraction)
    {
        if (Find(read, leftOut, rejected, maxFraction) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>The error where nothing is usable or more than the given part was rejected, else null.</summary>
    /// <param name="read">Images that were read, usable or not.</param>
    /// <param name="leftOut">Rows and files that the listing left out, beside those.</param>
    /// <param name="rejected">Those of the images that were rejected.</param>
    /// <param name="maxFraction">The largest part that may be rejected, 0..1.</param>
    public static MlNetCnnException? Find(int read, IEnumerable<ImageFault> leftOut, IReadOnlyCollection<ImageFault> rejected, double maxFraction)
    {
        ImageFault[] missed = [.. leftOut.Where(fault => fault.Code != ImageFault.NoImage)];
        ImageFault[] faults = [.. missed, .. rejected];
        var all = read + missed.Length;
        if (all > 0 && faults.Length == all)
        {
            return new MlNetCnnException(
                FaultKind.Data, "DATA_NONE_USABLE", $"0 usable of {Readable.Count(all, "image")}",
                received: Summary(faults), fix: $"look at the files named above; '{ConsoleTool.Name} doctor' tells whether this machine can decode at all");
        }

        if (faults.Length <= maxFraction * all)
        {
            return null;
        }

        var percent = (100.0 * faults.Length / all).ToString("0.#", CultureInfo.InvariantCulture);
        var limit = (100 * maxFraction).ToString("0.#", CultureInfo.InvariantCulture);
        return new MlNetCnnException(
            FaultKind.Data, "DATA_TOO_MANY_REJECTED", $"{faults.Length} of {Readable.Count(all, "image")} ({percent} %) cannot be used",
            expected: $"at most {limit} % rejected", received: Summary(faults),
            fix: "repair or remove those files or rows, or raise --max-bad (MaxRejectedFraction in code)");
    }

    /// <summary>How many faults there are of each kind, the most frequent kind first; files that a scan does not take by how they end.</summary>
    /// <param name="faults">The faults.</param>
    public static string ByKind(IEnumerable<ImageFault> faults) => string.Join(", ", faults
        .GroupBy(fault => fault.Code is "IMG_EXTENSION" or ImageFault.NoImage ? ImageExtensions.Kind(fault.Path) : fault.Code, StringComparer.Ordinal)
        .OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key, StringComparer.Ordinal)
        .Select(kind => $"{kind.Count()} {kind.Key}"));

    private static string Summary(ImageFault[] faults) => $"{ByKind(faults)}; first: '{faults[0].Path}' ({faults[0].Reason})";
}
