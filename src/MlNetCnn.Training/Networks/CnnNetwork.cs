namespace MlNetCnn.Training;

/// <summary>A network that is known by name: how it is built, and what it was published as.</summary>
public sealed class CnnNetwork
{
    /// <summary>The smallest factor for the widths of layers.</summary>
    public const double MinWidth = 0.01;

    /// <summary>The largest factor for the widths of layers.</summary>
    public const double MaxWidth = 16;

    /// <summary>The largest depth.</summary>
    public const int MaxDepth = 32;

    private readonly Func<NetworkPlan, CnnBuilder> _body;

    internal CnnNetwork(
        string name, string description, string paper, int inputSize, int minInputSize, Func<NetworkPlan, CnnBuilder> body, int? depth = null)
    {
        (Name, Description, Paper, InputSize, MinInputSize) = (name, description, paper, inputSize, minInputSize);
        (_body, Depth) = (body, depth);
    }

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

    /// <summary>The number of blocks or hidden layers where a person may choose it; null where the name says it.</summary>
    public int? Depth { get; }

    /// <summary>Adds the network's layers to a builder that has none yet.</summary>
    /// <param name="net">The builder; changed and given back.</param>
    /// <param name="width">A factor for the number of filters and units of every layer, <see cref="MinWidth"/> to <see cref="MaxWidth"/>;
    /// 1 by default. Every layer keeps at least one.</param>
    /// <param name="depth">The number of blocks, 1 to <see cref="MaxDepth"/>; null for <see cref="Depth"/>.</param>
    /// <exception cref="MlNetCnnException"><c>NETWORK_RANGE</c>: width or depth; <c>NETWORK_INPUT_SIZE</c>: the pictures are too small.</exception>
    public CnnBuilder Build(CnnBuilder net, double width = 1, int? depth = null)
    {
        ArgumentNullException.ThrowIfNull(net);
        if (net.Layers.Layers.Count > 0)
        {
            throw new ArgumentException($"The network '{Name}' begins with the picture, and the builder has layers already.", nameof(net));
        }

        NetworkErrors.CheckRanges(this, width, depth);
        try
        {
            if (Math.Min(net.Shape.Height, net.Shape.Width) < MinInputSize && depth is null)
            {
                throw NetworkErrors.InputSize(this, net.DecodedImage, depth);
            }

            return _body(new NetworkPlan(net, width, depth ?? Depth ?? 1));
        }
        catch (MlNetCnnException error) when (error.Code == ErrorCodes.LayerNoPixels)
        {
            throw NetworkErrors.InputSize(this, net.DecodedImage, depth, error);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
