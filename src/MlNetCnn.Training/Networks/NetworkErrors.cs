using System.Globalization;

namespace MlNetCnn.Training.Networks;

/// <summary>Creates the errors of named networks.</summary>
internal static class NetworkErrors
{
    /// <summary>Checks width and depth.</summary>
    /// <param name="network">The network.</param>
    /// <param name="width">The factor for the widths.</param>
    /// <param name="depth">The depth, or null for the default.</param>
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
            errors.Add(("no depth, because the name determines it", $"depth {depth}"));
        }

        if (errors.Count > 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.NetworkRange, $"the network '{network.Name}' cannot be built with these values",
                string.Join("; ", errors.Select(f => f.Expected)), string.Join("; ", errors.Select(f => f.Received)));
        }
    }

    /// <summary>Creates the error for images that are too small.</summary>
    /// <param name="network">The network.</param>
    /// <param name="image">The shape of the input image.</param>
    /// <param name="depth">The requested depth, or null.</param>
    /// <param name="cause">The error of the layer without enough pixels, or null.</param>
    public static MlNetCnnException InputSize(CnnNetwork network, LayerShape image, int? depth, MlNetCnnException? cause = null) => new(
        ErrorKind.Usage, ErrorCodes.NetworkInputSize, $"the images are too small for the network '{network.Name}'",
        depth is null ? $"at least {network.MinInputSize} pixels per side" : $"at least {1L << depth} pixels per side: each of {depth} blocks halves the map",
        string.Create(CultureInfo.InvariantCulture, $"{image.Width}x{image.Height} pixels"),
        depth is null ? "use a larger input size, or a network for small images, for example resnet20" : "use a larger input size or fewer blocks",
        cause);
}
