namespace MlNetCnn.Training;

/// <summary>Adds a <see cref="PixelStandardization"/> before a network, so that it applies wherever the network runs.</summary>
internal static class StandardizationGraph
{
    // Per image: all axes but the batch axis.
    private static readonly long[] ImageAxes = [1, 2, 3];

    /// <summary>Adds the nodes between <see cref="GraphEditor.Image"/> and its consumers.</summary>
    /// <param name="graph">The graph, changed in place.</param>
    /// <param name="options">The standardization.</param>
    /// <param name="statistics">The statistics of the training images; required if <see cref="PixelStandardization.NeedsStatistics"/>.</param>
    public static void Attach(OnnxGraph graph, PixelStandardization options, ChannelStatistics? statistics)
    {
        if (options == PixelStandardization.None)
        {
            return;
        }

        var standardized = graph.FreshName("image.standardized");
        graph.ReplaceReads(GraphEditor.Image, standardized);
        var current = GraphEditor.Image;
        if (options.Rescale != 1)
        {
            current = Append("Mul", "rescaled", current, Constant("rescale", (float)options.Rescale));
        }

        if (options.SamplewiseCenter || options.SamplewiseStd)
        {
            var centered = Append("Sub", "picture_centred", current, Mean(current, "picture_mean"));
            current = options.SamplewiseStd
                ? Append("Div", "picture_scaled", options.SamplewiseCenter ? centered : current, Deviation(centered))
                : centered;
        }

        if (options.FeaturewiseCenter)
        {
            current = Append("Sub", "set_centred", current, Constant("set_mean", statistics!.Mean));
        }

        if (options.FeaturewiseStd)
        {
            float[] divisors = [.. statistics!.Std.Select(std => std + PixelStandardization.Epsilon)];
            current = Append("Div", "set_scaled", current, Constant("set_std", divisors));
        }

        graph.AddNode("Identity", [current], standardized);
        graph.Sort();

        string Deviation(string centered)
        {
            var variance = Mean(Append("Mul", "picture_squares", centered, centered), "picture_variance");
            return Append("Add", "picture_divisor", Append("Sqrt", "picture_std", variance), Constant("epsilon", PixelStandardization.Epsilon));
        }

        string Mean(string input, string name)
        {
            // Since opset 18 the axes are an input.
            if (graph.Opset < 18)
            {
                return graph.AddNode("ReduceMean", [input], graph.FreshName($"image.{name}"), NodeAttributes.Of("axes", ImageAxes)).Output[0];
            }

            var axes = graph.SetInitializer(TensorData.Create(graph.FreshName("image.axes"), ImageAxes, 3));
            return Append("ReduceMean", name, input, axes);
        }

        string Constant(string name, params float[] values) =>
            graph.SetInitializer(TensorData.Create(graph.FreshName($"image.{name}"), values, 1, values.Length, 1, 1));

        string Append(string operation, string name, params string[] inputs) =>
            graph.AddNode(operation, inputs, graph.FreshName($"image.{name}")).Output[0];
    }
}

/// <summary>The mean and standard deviation of red, green and blue over the training images, of pixels that were already rescaled and
/// standardized per image, so that the result is centered whatever else is on.</summary>
/// <param name="Mean">The three means.</param>
/// <param name="Std">The three standard deviations.</param>
internal sealed record ChannelStatistics(float[] Mean, float[] Std);
