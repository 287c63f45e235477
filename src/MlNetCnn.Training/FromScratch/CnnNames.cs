using System.Globalization;

namespace MlNetCnn.Training;

/// <summary>Says which form of a network was trained.</summary>
internal static class CnnNames
{
    /// <summary>The name, with width and depth where they are not the network's own.</summary>
    /// <param name="network">The network.</param>
    /// <param name="width">The factor for its widths.</param>
    /// <param name="depth">The number of blocks, or null.</param>
    public static string Of(CnnNetwork network, double width, int? depth)
    {
        ArgumentNullException.ThrowIfNull(network);
        var wide = width == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" width {width}");
        return $"{network.Name}{wide}{(depth is null ? "" : string.Create(CultureInfo.InvariantCulture, $" depth {depth}"))}";
    }
}
