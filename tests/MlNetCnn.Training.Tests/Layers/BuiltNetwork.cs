using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

/// <summary>Layers on images of 3 x 9 x 8, completed to a network by a mean over the map and a dense layer of 3 classes.</summary>
internal sealed class BuiltNetwork : IDisposable
{
    public const int Height = 9;
    public const int Width = 8;
    private const int Classes = 3;

    public BuiltNetwork(Func<CnnBuilder, CnnBuilder> layers, long seed = 1)
    {
        Builder = layers(New(seed));
        Result = Builder.Layers.Layers[^1].Name;
        Shape = Builder.Shape;
        Graph = (Shape.IsMap ? Builder.GlobalAveragePool() : Builder).Dense(Classes).Build();
        Module = new GraphModule(Graph, "layers");
    }

    public CnnBuilder Builder { get; }

    /// <summary>The output tensor of the last of the layers.</summary>
    public string Result { get; }

    /// <summary>Its shape, as the builder states it.</summary>
    public LayerShape Shape { get; }

    public OnnxGraph Graph { get; }

    public GraphModule Module { get; }

    public static CnnBuilder New(long seed = 1) => new(Classes, Width, Height, seed: seed);

    /// <summary>Returns random numbers around 0 for a number of images.</summary>
    public static Tensor Images(int count = 2)
    {
        using var random = new Generator(8);
        return randn(count, 3, Height, Width, generator: random);
    }

    /// <summary>Returns the output of the layers for the images.</summary>
    public Tensor Forward(Tensor images) => Module.Forward(images, Result);

    public void Dispose() => Module.Dispose();
}
