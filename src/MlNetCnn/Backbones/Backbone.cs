using System.Security.Cryptography;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn;

/// <summary>
/// A pretrained network without its classifier: it turns an image into a vector of features. An immutable record of everything
/// needed to use the weights correctly.
/// </summary>
public sealed record Backbone
{
    /// <summary>The name of <see cref="Default"/>.</summary>
    public const string DefaultName = DefaultBackbone.Name;

    /// <summary>The package that contains <see cref="Default"/>, which is also the name of its assembly.</summary>
    public const string DefaultPackage = DefaultBackbone.Package;

    private static readonly Lock DefaultLock = new();
    private static Backbone? s_default;

    internal Backbone(string name, string sha256, Preprocessing preprocessing, FeatureGraphBuilder extract)
    {
        Name = name;
        Sha256 = sha256;
        Preprocessing = preprocessing;
        InputWidth = extract.Width;
        InputHeight = extract.Height;
        FeatureTensor = extract.FeatureTensor;
        FeatureCount = extract.FeatureCount;
        HeadNode = extract.Head?.Name;
        FeatureNote = extract.Note;
        FeatureGraph = extract.Graph;
        ParameterCount = extract.ParameterCount;
    }

    /// <summary>The backbone of the package <c>MlNetCnn.Backbones.ResNet18</c>: a ResNet-18 at 224x224, 512 features, trained on ImageNet. Read
    /// once, on first use; requires no file and no network connection.</summary>
    /// <exception cref="MlNetCnnException"><c>BACKBONE_PACKAGE_MISSING</c>: the application does not reference that package.</exception>
    public static Backbone Default
    {
        get
        {
            if (Volatile.Read(ref s_default) is { } loaded)
            {
                return loaded;
            }

            // A failure is not cached: the package may be available later, for example in a plug-in.
            lock (DefaultLock)
            {
                return s_default ??= DefaultBackbone.Load();
            }
        }
    }

    /// <summary>Whether the package that contains <see cref="Default"/> is available; does not read it.</summary>
    public static bool IsDefaultPresent => DefaultBackbone.IsPresent;

    /// <summary>The network that <see cref="Default"/> is made from, its own classifier included.</summary>
    /// <exception cref="MlNetCnnException"><c>BACKBONE_PACKAGE_MISSING</c>.</exception>
    internal static OnnxGraph ReadDefaultNetwork() => OnnxGraph.Parse(DefaultBackbone.ReadBytes(), DefaultName);

    /// <summary>What it is called; <c>architecture.tag</c> for known ones, the file's name without its extension for others.</summary>
    public string Name { get; init; }

    /// <summary>The origin of the weights, or null if it is not known.</summary>
    public string? Source { get; init; }

    /// <summary>The SHA-256 of the <c>.onnx</c> file, 64 lowercase hexadecimal digits; if weights are in external files, of the file's SHA-256 and
    /// those weights.</summary>
    public string Sha256 { get; }

    /// <summary>The license of the weights as an SPDX identifier, or null if it is not known.</summary>
    public string? License { get; init; }

    /// <summary>The URL of the paper that describes the network, or null.</summary>
    public string? Paper { get; init; }

    /// <summary>The preprocessing of pixels that the network expects.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>How the preprocessing was found, in words; null if it was known or specified. See <c>PreprocessingComparison</c>.</summary>
    public string? PreprocessingChoice { get; init; }

    /// <summary>The width of the images, in pixels.</summary>
    public int InputWidth { get; }

    /// <summary>The height of the images, in pixels.</summary>
    public int InputHeight { get; }

    /// <summary>The name in the file of the tensor that contains the features, before pooling if they are pooled.</summary>
    public string FeatureTensor { get; }

    /// <summary>The number of features of one image.</summary>
    public int FeatureCount { get; }

    /// <summary>The name in the file of the classifier layer that was removed; null if the network has none or the features were specified by
    /// tensor name.</summary>
    public string? HeadNode { get; }

    /// <summary>A note about the choice of the features, a sentence without the final period: for example, that the network does not end in a
    /// classifier, that a map is averaged, or that an embedding after a projection is available too. Null if a classifier was removed.</summary>
    public string? FeatureNote { get; }

    /// <summary>The number of weights and biases in the whole file, including its own classifier.</summary>
    internal long ParameterCount { get; }

    /// <summary>
    /// The network up to its features: one input <c>image</c>, float32 [N, 3, H, W], red, green, blue, 0..255, with any N, and one
    /// output <c>features</c>, float32 [N, F]; includes normalization. Shared: clone it before editing.
    /// </summary>
    internal OnnxGraph FeatureGraph { get; }

    /// <summary>
    /// Creates a backbone from an ONNX network: finds its classifier and removes it, makes the batch size dynamic, adds the
    /// normalization and verifies that the result runs. A network without a classifier, which ends in a vector or a map, is used
    /// unchanged; a map is averaged over height and width.
    /// </summary>
    /// <remarks>
    /// The preprocessing is not verified: with a wrong one the network runs, and everything that is trained on it is less accurate, without a warning.
    /// If it is not known for certain, let <see cref="Features.PreprocessingComparison"/> find it on training images, or check whether the specified one
    /// seems wrong, which takes a few seconds for the 50 images of this example:
    /// <code>
    /// var options = new PreprocessingComparisonOptions { MaxImages = 50 };
    /// var comparison = await PreprocessingComparison.RunAsync("network.onnx", split.Train, options);
    /// Console.WriteLine(comparison.WarningFor(Preprocessing.ImageNet));
    /// </code>
    /// Synchronous because analyzing the network is CPU work; call it inside <see cref="Task.Run(Action)"/> to keep a thread free.
    /// </remarks>
    /// <param name="path">The <c>.onnx</c> file. Its image input may be channels-first or channels-last, float or integer; weights may be
    /// quantized, 16-bit or in external files.</param>
    /// <param name="preprocessing">The preprocessing of pixels that the network expects.</param>
    /// <param name="featureTensor">The name of the tensor to use as the features, [N, F] or [N, F, height, width] (which is
    /// averaged over height and width); null to use the input of the classifier head, or the end of a network without one.</param>
    /// <param name="inputSize">The height and width in pixels for a network that accepts any size; null for 224, and for networks of
    /// fixed size.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputSize"/> is 0 or less.</exception>
    /// <exception cref="MlNetCnnException">The file cannot be used; the code is, for example, <c>MODEL_NOT_ONNX</c>,
    /// <c>MODEL_NO_HEAD</c>, <c>MODEL_NO_IMAGE_INPUT</c> or <c>MODEL_OPERATOR_UNSUPPORTED</c>.</exception>
    public static Backbone FromFile(string path, Preprocessing preprocessing, string? featureTensor = null, int? inputSize = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputSize ?? 1, nameof(inputSize));
        var (graph, digest) = Read(path);
        if (OnnxMetadata.IsOurs(graph) && preprocessing != Preprocessing.None)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNormalizes, $"'{path}' was exported by MlNetCnn and preprocesses its pixels itself",
                expected: "the preprocessing 'none'", received: $"'{preprocessing}'",
                fix: "use Preprocessing.None");
        }

        var known = KnownNetwork.Find(graph, path, digest);
        var extract = FeatureGraphBuilder.From(graph, path, preprocessing, featureTensor, inputSize);
        return new Backbone(Path.GetFileNameWithoutExtension(path), digest, preprocessing, extract)
        {
            Source = known?.Source ?? path, License = known?.License, Paper = known?.Paper,
        };
    }

    /// <summary>Returns the files that contain weights of an ONNX network outside its own file (ONNX calls them external data).</summary>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <returns>Their paths; none if all weights are in the file, or if it is missing or not an ONNX network.</returns>
    public static IReadOnlyList<string> FindExternalFiles(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OnnxFile.SideFiles(path);
    }

    /// <summary>Returns how images are scaled to the network's input.</summary>
    /// <param name="resize">How images of another aspect ratio are made to fit.</param>
    /// <param name="factor">The factor of the input size at which ML.NET renders an image.</param>
    internal ImageInput Input(ResizeMode resize, double factor) => new(InputWidth, InputHeight, resize, factor);

    /// <summary>Whether both have the same weights, features and preprocessing.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(Backbone? other) =>
        other is not null && Sha256 == other.Sha256 && FeatureTensor == other.FeatureTensor && Preprocessing == other.Preprocessing
        && InputWidth == other.InputWidth && InputHeight == other.InputHeight && Name == other.Name;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Sha256, FeatureTensor, Preprocessing, InputWidth, InputHeight, Name);

    /// <summary>The name, size and number of features.</summary>
    public override string ToString() => $"{Name} ({InputWidth}x{InputHeight}, {FeatureCount} features)";

    internal static (OnnxGraph Graph, string Digest) Read(string path)
    {
        // A separate method, so that the file's bytes can be collected while the graph is processed.
        var bytes = OnnxFile.ReadBytes(path);
        var graph = OnnxFile.Load(bytes, path, out var outside);
        return (graph, Digest(bytes, outside));
    }

    /// <summary>Returns the hash that identifies the weights of a network.</summary>
    /// <param name="bytes">The <c>.onnx</c> file.</param>
    /// <param name="outside">The weights in external files, with their values.</param>
    internal static string Digest(byte[] bytes, IReadOnlyList<TensorProto> outside)
    {
        var digest = SHA256.HashData(bytes);
        if (outside.Count > 0)
        {
            using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            all.AppendData(digest);
            foreach (var tensor in outside)
            {
                all.AppendData(tensor.RawData.Span);
            }

            digest = all.GetHashAndReset();
        }

        return Convert.ToHexStringLower(digest);
    }
}
