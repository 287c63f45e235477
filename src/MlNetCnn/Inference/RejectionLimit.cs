using System.Globalization;

namespace MlNetCnn.Inference;

/// <summary>Ends a run if too many images cannot be used, instead of training on the rest.</summary>
public static class RejectionLimit
{
    /// <summary>Throws if nothing is usable or more than the specified fraction was rejected.</summary>
    /// <param name="read">The number of images that were read, usable or not.</param>
    /// <param name="leftOut">Additional rows and files that were excluded from the dataset.</param>
    /// <param name="rejected">The images that were rejected.</param>
    /// <param name="maxFraction">The maximum fraction that may be rejected, 0..1.</param>
    /// <exception cref="MlNetCnnException"><c>DATA_NONE_USABLE</c> or <c>DATA_TOO_MANY_REJECTED</c>.</exception>
    public static void Check(int read, IEnumerable<ImageError> leftOut, IReadOnlyCollection<ImageError> rejected, double maxFraction)
    {
        if (Find(read, leftOut, rejected, maxFraction) is { } exception)
        {
            throw exception;
        }
    }

    /// <summary>Returns the error if nothing is usable or more than the specified fraction was rejected, otherwise null.</summary>
    /// <param name="read">The number of images that were read, usable or not.</param>
    /// <param name="leftOut">Additional rows and files that were excluded from the dataset.</param>
    /// <param name="rejected">The images that were rejected.</param>
    /// <param name="maxFraction">The maximum fraction that may be rejected, 0..1.</param>
    /// <returns>An exception that was not thrown: <c>DATA_NONE_USABLE</c> or <c>DATA_TOO_MANY_REJECTED</c>; or null.</returns>
    public static MlNetCnnException? Find(int read, IEnumerable<ImageError> leftOut, IReadOnlyCollection<ImageError> rejected, double maxFraction)
    {
        ArgumentNullException.ThrowIfNull(leftOut);
        ArgumentNullException.ThrowIfNull(rejected);
        ImageError[] missed = [.. leftOut.Where(error => error.Code != ErrorCodes.NotAnImage)];
        ImageError[] errors = [.. missed, .. rejected];
        var all = read + missed.Length;
        if (all > 0 && errors.Length == all)
        {
            return new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNoneUsable, $"0 usable of {DisplayText.Count(all, "image")}",
                received: Summary(errors), fix: "check the files listed above");
        }

        if (errors.Length <= maxFraction * all)
        {
            return null;
        }

        var percent = (100.0 * errors.Length / all).ToString("0.#", CultureInfo.InvariantCulture);
        var limit = (100 * maxFraction).ToString("0.#", CultureInfo.InvariantCulture);
        return new MlNetCnnException(
            ErrorKind.Data, ErrorCodes.DataTooManyRejected, $"{errors.Length} of {DisplayText.Count(all, "image")} ({percent} %) cannot be used",
            expected: $"at most {limit} % rejected", received: Summary(errors),
            fix: "repair or remove those files or rows, or raise MaxRejectedFraction");
    }

    /// <summary>Counts the errors of each kind, the most frequent kind first; files of unsupported types by extension.</summary>
    /// <param name="errors">The errors.</param>
    /// <returns>For example <c>3 IMG_TRUNCATED, 1 .heic</c>; empty if there are none.</returns>
    public static string ByKind(IEnumerable<ImageError> errors) => string.Join(", ", errors
        .GroupBy(error => error.Code is ErrorCodes.ImageExtension or ErrorCodes.NotAnImage ? ImageExtensions.Kind(error.Path) : error.Code,
            StringComparer.Ordinal)
        .OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key, StringComparer.Ordinal)
        .Select(kind => $"{kind.Count()} {kind.Key}"));

    private static string Summary(ImageError[] errors) => $"{ByKind(errors)}; first: '{errors[0].Path}' ({errors[0].Reason})";
}
