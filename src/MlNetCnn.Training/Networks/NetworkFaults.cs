using System.Globalization;

namespace MlNetCnn.Training;

/// <summary>The errors of networks by name.</summary>
internal static class NetworkFaults
{
    /// <summary>Checks width and depth.</summary>
    /// <param name="network">The network.</param>
    /// <param name="width">The factor for the widths.</param>
    /// <param name="depth">The depth, or null for the usual one.</param>
    /// <exception cref="MlNetCnnException"><c>NETWORK_RANGE</c>.</exception>
    public static void CheckRanges(CnnNetwork network, double width, int? depth)
    {
        List<(string Expected, string Received)> faults = [];
        if (width is not (>= CnnNetwork.LeastWidth and <= CnnNetwork.MostWidth))
        {
            faults.Add((
                FormattableString.Invariant($"width {CnnNetwork.LeastWidth} to {CnnNetwork.MostWidth}"), FormattableString.Invariant($"width {width}")));
        }

        if (depth is < 1 or > CnnNetwork.MostDepth)
        {
            faults.Add(($"depth 1 to {CnnNetwork.MostDepth}", $"depth {depth}"));
        }
        else if (depth is not null && network.Depth is null)
        {
            faults.Add(("no depth: the name says it", $"depth {depth}"));
        }

        if (faults.Count > 0)
        {
            throw new MlNetCnnException(
                FaultKind.Usage, "NETWORK_RANGE", $"the network '{network.Name}' cannot be built so",
                string.Join("; ", faults.Select(f => f.Expected)), string.Join("; ", faults.Select(f => f.Received)));
        }
    }

    /// <summary>The pictures are too small.</summary>
    /// <param name="network">The network.</param>
    /// <param name="picture">The picture that it was to take.</param>
    /// <param name="depth">The depth that was asked for, or null.</param>
    /// <param name="cause">The layer that ran out of pixels, or null.</param>
    public static MlNetCnnException InputSize(CnnNetwork network, LayerShape picture, int? depth, MlNetCnnException? cause = null) => new(
        FaultKind.Usage, "NETWORK_INPUT_SIZE", $"the pictures are too small for the network '{network.Name}'",
        depth is null ? $"at least {network.LeastInputSize} pixels a side" : $"at least {1L << depth} pixels a side: each of {depth} blocks halves the map",
        string.Create(CultureInfo.InvariantCulture, $"{picture.Width}x{picture.Height} pixels"),
        depth is null ? "take a larger input size, or a network for small pictures, for example resnet20" : "take a larger input size or fewer blocks",
        cause);
}
