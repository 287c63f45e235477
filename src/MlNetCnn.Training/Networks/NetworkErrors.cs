using System.Globalization;

namespace MlNetCnn.Training.Networks;

/// <summary>The errors of networks by name.</summary>
internal static class NetworkErrors
{
    /// <summary>Checks width and depth.</summary>
    /// <param name="network">The network.</param>
    /// <param name="width">The factor for the widths.</param>
    /// <param name="depth">The depth, or null for the usual one.</param>
    /// <exception cref="MlNetCnnException"><c>NETWORK_RANGE</c>.</exception>
    public static void CheckRanges(CnnNetwork network, double width, int? depth)
    {
        List<(string Expected, string Received)> errors = [];
        if (width is not (>= CnnNetwork.MinWidth and <= CnnNetwork.MaxWidth))
        {
            errors.Add((
                FormattableString.Invariant($"width {CnnNetwork.MinWidth} to {CnnNetwork.MaxWidth}"), FormattableString.Invariant($"width {width}")));
        }

        if (depth is < 1 or > CnnNetwork.MaxDepth)
        {
            errors.Add(($"depth 1 to {CnnNetwork.MaxDepth}", $"depth {depth}"));
        }
        else if (depth is not null && network.Depth is null)
        {
            errors.Add(("no depth: the name says it", $"depth {depth}"));
        }

        if (errors.Count > 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.NetworkRange, $"the network '{network.Name}' cannot be built so",
                string.Join("; ", errors.Select(f => f.Expected)), string.Join("; ", errors.Select(f => f.Received)));
        }
    }

    /// <summary>The pictures are too small.</summary>
    /// <param name="network">The network.</param>
    /// <param name="image">The picture that it was to take.</param>
    /// <param name="depth">The depth that was asked for, or null.</param>
    /// <param name="cause">The layer that ran out of pixels, or null.</param>
    public static MlNetCnnException InputSize(CnnNetwork network, LayerShape image, int? depth, MlNetCnnException? cause = null) => new(
        ErrorKind.Usage, ErrorCodes.NetworkInputSize, $"the pictures are too small for the network '{network.Name}'",
        depth is null ? $"at least {network.MinInputSize} pixels a side" : $"at least {1L << depth} pixels a side: each of {depth} blocks halves the map",
        string.Create(CultureInfo.InvariantCulture, $"{image.Width}x{image.Height} pixels"),
        depth is null ? "take a larger input size, or a network for small pictures, for example resnet20" : "take a larger input size or fewer blocks",
        cause);
}
