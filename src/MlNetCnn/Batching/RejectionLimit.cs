using System.Globalization;

namespace MlNetCnn;

/// <summary>Ends a run of which too many images cannot be used, instead of training on what is left.</summary>
internal static class RejectionLimit
{
    /// <summary>Throws where nothing is usable or more than the given part was rejected.</summary>
    /// <param name="listed">Images listed.</param>
    /// <param name="faults">Images rejected.</param>
    /// <param name="maxFraction">The largest part that may be rejected, 0..1.</param>
    /// <exception cref="MlNetCnnException">Too many were rejected.</exception>
    public static void Check(int listed, IReadOnlyCollection<ImageFault> faults, double maxFraction)
    {
        if (listed > 0 && faults.Count == listed)
        {
            throw new MlNetCnnException(
                FaultKind.Data, "DATA_NONE_USABLE", $"0 usable of {listed} images",
                received: Summary(faults), fix: $"look at the files named above; '{ConsoleTool.Name} doctor' tells whether this machine can decode at all");
        }

        if (faults.Count > maxFraction * listed)
        {
            var percent = (100.0 * faults.Count / listed).ToString("0.#", CultureInfo.InvariantCulture);
            var limit = (100 * maxFraction).ToString("0.#", CultureInfo.InvariantCulture);
            throw new MlNetCnnException(
                FaultKind.Data, "DATA_TOO_MANY_REJECTED", $"{faults.Count} of {listed} images ({percent} %) cannot be used",
                expected: $"at most {limit} % rejected", received: Summary(faults),
                fix: "repair or remove those files, or raise --max-bad (MaxRejectedFraction in code)");
        }
    }

    private static string Summary(IReadOnlyCollection<ImageFault> faults)
    {
        var byCode = faults.GroupBy(f => f.Code).OrderByDescending(g => g.Count()).Select(g => $"{g.Count()} {g.Key}");
        return $"{string.Join(", ", byCode)}; first: '{faults.First().Path}' ({faults.First().Reason})";
    }
}
