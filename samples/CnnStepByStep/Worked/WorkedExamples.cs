namespace CnnStepByStep;

/// <summary>The worked examples of the tutorial. Tests compare each number with the engine and ONNX Runtime.</summary>
internal static class WorkedExamples
{
    /// <summary>The image: a bright line on a dark background, 5x5 pixels.</summary>
    public static Grid Image { get; } = Grid.Parse(
        """
        0 1 8 2 0
        1 2 9 1 0
        0 1 9 2 1
        1 2 8 1 0
        0 1 9 2 1
        """);

    /// <summary>A filter that responds to increasing brightness from left to right.</summary>
    public static Grid VerticalEdges { get; } = Grid.Parse(
        """
        -1 0 1
        -1 0 1
        -1 0 1
        """);

    /// <summary>A filter that responds to increasing brightness from top to bottom.</summary>
    public static Grid HorizontalEdges { get; } = Grid.Parse(
        """
        -1 -1 -1
         0  0  0
         1  1  1
        """);

    /// <summary>A filter that responds to pixels that are brighter than those around them.</summary>
    public static Grid Spots { get; } = Grid.Parse(
        """
        -1 -1 -1
        -1  8 -1
        -1 -1 -1
        """);

    /// <summary>The three filters by name.</summary>
    public static IReadOnlyList<(string Name, Grid Filter)> Filters { get; } =
        [("vertical edges", VerticalEdges), ("horizontal edges", HorizontalEdges), ("spots", Spots)];

    /// <summary>The feature map of the filters for the image, with one channel each.</summary>
    public static IReadOnlyList<Grid> FeatureMap { get; } = [.. Filters.Select(f => Operations.Convolve(Image, f.Filter))];

    /// <summary>The same with a border of zeros around the image, for the first filter.</summary>
    public static Grid PaddedMap { get; } = Operations.Convolve(Image.WithBorder(1), VerticalEdges);

    /// <summary>The first channel of the feature map after the activation.</summary>
    public static Grid Rectified { get; } = Operations.Rectify(FeatureMap[0]);

    /// <summary>An image of 7x7 pixels, for strides.</summary>
    public static Grid LargeImage { get; } = Grid.Parse(
        """
        0 0 1 1 0 0 0
        0 2 5 6 3 1 0
        1 6 8 8 7 2 0
        1 7 9 9 8 4 1
        0 5 8 9 7 3 0
        0 2 4 6 4 1 0
        0 0 1 1 0 0 0
        """);

    /// <summary>Returns the map of the large image for a stride.</summary>
    /// <param name="stride">The stride in pixels.</param>
    public static Grid StrideMap(int stride) => Operations.Convolve(LargeImage, VerticalEdges, stride);

    /// <summary>A reddish patch in color: the channels red, green and blue.</summary>
    public static IReadOnlyList<(string Name, Grid Pixels, Grid Filter)> Colors { get; } =
    [
        ("red", Grid.Parse("8 9 8\n9 9 9\n8 9 7"), Grid.Parse("1 1 1\n1 1 1\n1 1 1")),
        ("green", Grid.Parse("2 1 2\n1 3 1\n2 1 2"), Grid.Parse("-1 -1 -1\n-1 -1 -1\n-1 -1 -1")),
        ("blue", Grid.Parse("1 0 1\n2 1 0\n1 1 0"), Grid.Parse("0 -1 0\n-1 -1 -1\n0 -1 0")),
    ];

    /// <summary>The bias that is added to the sum of the filter.</summary>
    public static double ColorBias => -10;

    /// <summary>The contribution of each channel to the result.</summary>
    public static IReadOnlyList<double> ColorSums { get; } = [.. Colors.Select(c => Operations.Convolve(c.Pixels, c.Filter)[0, 0])];

    /// <summary>The result of the filter with its three slices on the patch.</summary>
    public static double ColorResult => ColorSums.Sum() + ColorBias;

    /// <summary>A feature map of 4x4, for pooling.</summary>
    public static Grid Pooled { get; } = Grid.Parse(
        """
        1 3 2 0
        5 7 4 2
        0 1 6 8
        2 1 4 2
        """);

    /// <summary>The maximum of each 2x2 window.</summary>
    public static Grid MaxPooled { get; } = Operations.Pool(Pooled, 2, window => window.Max());

    /// <summary>The mean of each 2x2 window.</summary>
    public static Grid AveragePooled { get; } = Operations.Pool(Pooled, 2, window => window.Average());

    /// <summary>The mean of the whole map.</summary>
    public static double GlobalAverage { get; } = Pooled.Flat.Average();

    /// <summary>Two channels of 2x2, for flattening.</summary>
    public static IReadOnlyList<Grid> Channels { get; } = [Grid.Parse("7 4\n2 8"), Grid.Parse("1 0\n3 5")];

    /// <summary>The two channels as one vector.</summary>
    public static IReadOnlyList<double> Flattened { get; } = Operations.Flatten(Channels);

    /// <summary>The classes of the dense layer example.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["daisy", "rose", "tulip"];

    /// <summary>The input of the dense layer: three features.</summary>
    public static IReadOnlyList<double> Features { get; } = [3, 1, 2];

    /// <summary>A row of weights for each class.</summary>
    public static Grid Weights { get; } = Grid.Parse(
        """
        1 0 -1
        0 2 0.5
        -1 1 1
        """);

    /// <summary>A bias for each class.</summary>
    public static IReadOnlyList<double> Biases { get; } = [0, -1, 0];

    /// <summary>A number for each class; a larger number is stronger evidence.</summary>
    public static IReadOnlyList<double> Logits { get; } = Operations.Dense(Weights, Biases, Features);

    /// <summary>The scores as probabilities that add up to 1.</summary>
    public static IReadOnlyList<double> Scores { get; } = Operations.Softmax(Logits);

    /// <summary>One learning step on the example.</summary>
    public static LearningStep Step { get; } = new(Weights, Biases, Features, rightClass: 0, learningRate: 0.02);
}
