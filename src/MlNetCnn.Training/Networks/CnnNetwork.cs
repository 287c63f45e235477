using System.Globalization;

namespace MlNetCnn.Training.Networks;

/// <summary>A named network architecture: how it is built, and where it was published.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class CnnNetwork
{
    /// <summary>The minimum factor for the widths of layers.</summary>
    public const double MinWidth = 0.01;

    /// <summary>The maximum factor for the widths of layers.</summary>
    public const double MaxWidth = 16;

    /// <summary>The maximum depth.</summary>
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

    /// <summary>A description in one line.</summary>
    public string Description { get; }

    /// <summary>The address of the paper, or its title if it has none; empty for the networks of the tutorial.</summary>
    public string Paper { get; }

    /// <summary>The height and width in pixels of the images that it was designed for.</summary>
    public int InputSize { get; }

    /// <summary>The smallest accepted height and width in pixels, at the default depth.</summary>
    public int MinInputSize { get; }

    /// <summary>The factor for the number of filters and units of every layer, <see cref="MinWidth"/> to <see cref="MaxWidth"/>; see
    /// <see cref="With"/>.</summary>
    /// <value>1.</value>
    public double Width { get; }

    /// <summary>The number of blocks or hidden layers, if it can be chosen (see <see cref="With"/>); null if the name determines it.</summary>
    public int? Depth => _chosenDepth ?? _usualDepth;

    /// <summary>Returns the same network with another width and depth.</summary>
    /// <param name="width">A factor for the published number of filters and units of every layer, <see cref="MinWidth"/> to <see cref="MaxWidth"/>; 1
    /// by default. Every layer keeps at least one.</param>
    /// <param name="depth">The number of blocks or hidden layers, 1 to <see cref="MaxDepth"/>; null for the default, and for networks whose name
    /// determines it.</param>
    /// <returns>A network of the same <see cref="Name"/>; this one is not changed.</returns>
    /// <exception cref="MlNetCnnException"><c>NETWORK_RANGE</c>: width or depth.</exception>
    public CnnNetwork With(double width = 1, int? depth = null)
    {
        NetworkErrors.CheckRanges(this, width, depth);
        return new CnnNetwork(this, width, depth);
    }

    /// <summary>Adds the network's layers to an empty builder.</summary>
    /// <param name="net">The builder; changed and returned.</param>
    /// <exception cref="MlNetCnnException"><c>NETWORK_INPUT_SIZE</c>: the images are too small.</exception>
    public CnnBuilder Build(CnnBuilder net)
    {
        ArgumentNullException.ThrowIfNull(net);
        if (net.Layers.Layers.Count > 0)
        {
            throw new ArgumentException($"The network '{Name}' starts with the image, but the builder already has layers.", nameof(net));
        }

        try
        {
            if (Math.Min(net.Shape.Height, net.Shape.Width) < MinInputSize && _chosenDepth is null)
            {
                throw NetworkErrors.InputSize(this, net.InputShape, _chosenDepth);
            }

            return _body(new NetworkPlan(net, Width, Depth ?? 1));
        }
        catch (MlNetCnnException exception) when (exception.Code == ErrorCodes.LayerNoPixels)
        {
            throw NetworkErrors.InputSize(this, net.InputShape, _chosenDepth, exception);
        }
    }

    /// <summary>Returns the name, with width and depth if they were chosen, for example <c>resnet18 width 0.5</c>.</summary>
    public override string ToString()
    {
        var wide = Width == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" width {Width}");
        return $"{Name}{wide}{(_chosenDepth is null ? "" : string.Create(CultureInfo.InvariantCulture, $" depth {_chosenDepth}"))}";
    }
}

/// <summary>The plan of a named network.</summary>
/// <param name="Net">The builder to which the layers are added.</param>
/// <param name="Width">A factor for the number of filters and units.</param>
/// <param name="Depth">The number of blocks, for networks in which it can be chosen.</param>
internal sealed record NetworkPlan(CnnBuilder Net, double Width, int Depth)
{
    /// <summary>The image size in pixels from which on networks for large images start as published, which immediately reduces the map to a quarter
    /// of the image size. The maps of smaller images would become too small before the first block, so for them the network starts with one 3x3
    /// convolution with a stride of 1, as is usual for CIFAR.</summary>
    public const int LargeImage = 64;

    /// <summary>Whether the images are too small for the start that <see cref="LargeImage"/> describes.</summary>
    public bool IsSmall { get; } = Math.Min(Net.InputShape.Height, Net.InputShape.Width) < LargeImage;

    /// <summary>Returns the number of filters or units at the requested width.</summary>
    /// <param name="count">The number at width 1.</param>
    public int Scaled(int count) => Math.Max(1, (int)Math.Round(count * Width, MidpointRounding.AwayFromZero));
}
