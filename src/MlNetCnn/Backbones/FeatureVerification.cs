using Microsoft.ML.OnnxRuntime;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Backbones;

/// <summary>Runs a feature graph on synthetic images: a network that loads here also loads where it is deployed.</summary>
internal static class FeatureVerification
{
    /// <summary>Returns the type and shape of the only output for one image.</summary>
    /// <param name="graph">A graph with the standard image input.</param>
    /// <param name="name">The name of the network in messages.</param>
    /// <param name="height">The height of the image, in pixels.</param>
    /// <param name="width">The width of the image, in pixels.</param>
    public static TensorProto ShapeForOneImage(OnnxGraph graph, string name, int height, int width)
    {
        var output = graph.Proto.Output[0].Name;
        return TensorShapes.Of(graph, name, GraphEditor.Image, 1, 3, height, width).Find(output)
            ?? throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelFeaturesShape, $"'{output}' of '{name}' is not a tensor", expected: "a tensor",
                received: "a sequence or map", fix: "specify another tensor for the features");
    }

    /// <summary>
    /// Verifies that two images run together give the same features as each alone, and that the number of features is as declared.
    /// </summary>
    /// <param name="graph">A feature graph.</param>
    /// <param name="name">The name of the network in messages.</param>
    /// <param name="height">The height of the images, in pixels.</param>
    /// <param name="width">The width of the images, in pixels.</param>
    /// <param name="length">The number of features.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_BATCH_FIXED</c>, <c>MODEL_NOT_FINITE</c>, or ONNX Runtime rejects the
    /// graph.</exception>
    public static void RunsForAnyNumber(OnnxGraph graph, string name, int height, int width, int length)
    {
        using var session = GraphRunner.Open(graph, name, optimize: true);
        var pixels = Pixels(2, height, width, 2);
        var half = pixels.Length / 2;
        float[] apart =
        [
            .. Run(session, name, pixels[..half], 1, height, width).ToFloats(),
            .. Run(session, name, pixels[half..], 1, height, width).ToFloats(),
        ];
        if (!apart.All(float.IsFinite))
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNotFinite, $"'{name}' computes features that are not finite", expected: "finite numbers",
                received: "NaN or infinity for an ordinary image", fix: "check the preprocessing, or export the network again");
        }

        TensorProto result;
        try
        {
            result = Run(session, name, pixels, 2, height, width);
        }
        catch (MlNetCnnException exception) when (exception.Code == ErrorCodes.ModelNotRunnable)
        {
            throw Fixed(name, exception.Received ?? exception.Problem, exception);
        }

        if (!result.Dims.SequenceEqual([2, length]))
        {
            throw Fixed(name, $"features of shape [{string.Join(", ", result.Dims)}] for two images and [1, {length}] for one");
        }

        var together = result.ToFloats();
        var scale = apart.Max(Math.Abs);
        var worst = together.Zip(apart, (a, b) => Math.Abs(a - b)).Max();
        // Kernels may add in a different order for a different batch size, which changes the last digits.
        if (!(worst <= 1e-3f * Math.Max(scale, 1e-6f)))
        {
            throw Fixed(name, $"features that differ by {worst:G3} when two images are run together");
        }
    }

    private static TensorProto Run(InferenceSession session, string name, float[] pixels, int count, int height, int width) =>
        GraphRunner.Run(session, Feed(pixels, count, height, width), [GraphEditor.Features], name)[0]!;

    private static Dictionary<string, (float[] Values, long[] Shape)> Feed(float[] pixels, int count, int height, int width) =>
        new() { [GraphEditor.Image] = (pixels, [count, 3, height, width]) };

    private static float[] Pixels(int count, int height, int width, int seed)
    {
        var random = new Random(seed);
        var pixels = new float[count * 3 * height * width];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = random.Next(256);
        }

        return pixels;
    }

    private static MlNetCnnException Fixed(string name, string received, Exception? inner = null) => new(
        ErrorKind.Model, ErrorCodes.ModelBatchFixed, $"'{name}' has a fixed batch size that cannot be changed",
        expected: "the same features whether images are run alone or together", received: received,
        fix: "export the network again with a dynamic batch axis", innerException: inner);
}
