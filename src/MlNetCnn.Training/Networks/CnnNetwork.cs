using System.Globalization;

namespace MlNetCnn.Training.Networks;

/// <summary>A network that is known by name: how it is built, and what it was published as.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class CnnNetwork
{
    /// <summary>The smallest factor for the widths of layers.</summary>
    public const double MinWidth = 0.01;

    /// <summary>The largest factor for the widths of layers.</summary>
    public const double MaxWidth = 16;

    /// <summary>The largest depth.</summary>
    public const int MaxDepth = 32;

    private readonly Func<NetworkPlan, CnnBuilder> _body;
    private readonly int? _usualDepth;
    private readonly int? _chosenDepth;

    internal CnnNetwork(
        string name, string description, string paper, int inputSize, int minInputSize, Func<NetworkPlan, CnnBuilder> body, int? depth = null)
    {
        (Name, Description, Paper, InputSize, MinInputSize) = (name, description, paper, inputSize, minInputSize);
        (_body, _usualDepth, Width) = (body, depth, 1);
    }

    private CnnNetwork(CnnNetwork other, double width, int? depth)
        : this(other.Name, other.Description, other.Paper, other.InputSize, other.MinInputSize, other._body, other._usualDepth) =>
            (Width, _chosenDepth) = (width, depth);

    /// <summary>The name, for example <c>resnet18</c>.</summary>
    public string Name { get; }

    /// <summary>What it is, in a line.</summary>
    public string Description { get; }

    /// <summary>Where it was published: the address of the paper, or its title where it has none; empty for the tutorial's.</summary>
    public string Paper { get; }

    /// <summary>Height and width in pixels of the pictures that it was made for.</summary>
    public int InputSize { get; }

    /// <summary>The least height and width in pixels that it takes, at the usual depth.</summary>
    public int MinInputSize { get; }

    /// <summary>The factor for the number of filters and units of every layer, <see cref="MinWidth"/> to <see cref="MaxWidth"/>; see
    /// <see cref="With"/>.</summary>
    /// <value>1.</value>
    public double Width { get; }

    /// <summary>The number of blocks or hidden layers where a person may choose it (see <see cref="With"/>); null where the name says it.</summary>
    public int? Depth => _chosenDepth ?? _usualDepth;

    /// <summary>The same network at another width and depth.</summary>
    /// <param name="width">A factor for the number of filters and units of every layer as it was published, <see cref="MinWidth"/> to
    /// <see cref="MaxWidth"/>; 1 by default. Every layer keeps at least one.</param>
    /// <param name="depth">The number of blocks or hidden layers, 1 to <see cref="MaxDepth"/>; null for the usual one, and for networks whose name
    /// says it.</param>
    /// <returns>A network of the same <see cref="Name"/>; this one is not changed.</returns>
    /// <exception cref="MlNetCnnException"><c>NETWORK_RANGE</c>: width or depth.</exception>
    public CnnNetwork With(double width = 1, int? depth = null)
    {
        NetworkErrors.CheckRanges(this, width, depth);
        return new CnnNetwork(this, width, depth);
    }

    /// <summary>Adds the network's layers to a builder that has none yet.</summary>
    /// <param name="net">The builder; changed and given back.</param>
    /// <exception cref="MlNetCnnException"><c>NETWORK_INPUT_SIZE</c>: the pictures are too small.</exception>
    public CnnBuilder Build(CnnBuilder net)
    {
        ArgumentNullException.ThrowIfNull(net);
        if (net.Layers.Layers.Count > 0)
        {
            throw new ArgumentException($"The network '{Name}' begins with the picture, and the builder has layers already.", nameof(net));
        }

        try
        {
            if (Math.Min(net.Shape.Height, net.Shape.Width) < MinInputSize && _chosenDepth is null)
            {
                throw NetworkErrors.InputSize(this, net.DecodedImage, _chosenDepth);
            }

            return _body(new NetworkPlan(net, Width, Depth ?? 1));
        }
        catch (MlNetCnnException exception) when (exception.Code == ErrorCodes.LayerNoPixels)
        {
            throw NetworkErrors.InputSize(this, net.DecodedImage, _chosenDepth, exception);
        }
    }

    /// <summary>The name, with width and depth where they were chosen, for example <c>resnet18 width 0.5</c>.</summary>
    public override string ToString()
    {
        var wide = Width == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" width {Width}");
        return $"{Name}{wide}{(_chosenDepth is null ? "" : string.Create(CultureInfo.InvariantCulture, $" depth {_chosenDepth}"))}";
    }
}

/// <summary>What a network by name is built from.</summary>
/// <param name="Net">The builder that takes the layers.</param>
/// <param name="Width">A factor for the number of filters and units.</param>
/// <param name="Depth">The number of blocks, for networks that let it be chosen.</param>
internal sealed record NetworkPlan(CnnBuilder Net, double Width, int Depth)
{
    /// <summary>The size in pixels from which on networks for large photos get the beginning that they were published with, which at once
    /// makes the map a quarter of the picture's size. Smaller pictures would be gone before the first block, so they get one
    /// 3x3 convolution without a step, as is usual for CIFAR.</summary>
    public const int LargeImage = 64;

    /// <summary>Whether the pictures are small: the beginning for <see cref="LargeImage"/> does not suit them.</summary>
    public bool IsSmall { get; } = Math.Min(Net.DecodedImage.Height, Net.DecodedImage.Width) < LargeImage;

    /// <summary>The number of filters or units at the wanted width.</summary>
    /// <param name="count">The number at width 1.</param>
    public int Scaled(int count) => Math.Max(1, (int)Math.Round(count * Width, MidpointRounding.AwayFromZero));
}
