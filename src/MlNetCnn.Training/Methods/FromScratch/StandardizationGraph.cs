namespace MlNetCnn.Training;

/// <summary>Puts a <see cref="PixelStandardization"/> in front of a network, so that whoever runs the network gets it.</summary>
internal static class StandardizationGraph
{
    // Picture by picture: all axes but the batch's.
    private static readonly long[] ImageAxes = [1, 2, 3];

    /// <summary>Adds the nodes between <see cref="GraphEditor.Image"/> and whatever reads it.</summary>
    /// <param name="graph">The graph, changed in place.</param>
    /// <param name="options">What is done to pixels.</param>
    /// <param name="statistics">What was learned from the training pictures; needed where <see cref="PixelStandardization.NeedsStatistics"/>.</param>
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
            var centred = Append("Sub", "picture_centred", current, Mean(current, "picture_mean"));
            current = options.SamplewiseStd
                ? Append("Div", "picture_scaled", options.SamplewiseCenter ? centred : current, Deviation(centred))
                : centred;
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

        string Deviation(string centred)
        {
            var variance = Mean(Append("Mul", "picture_squares", centred, centred), "picture_variance");
            return Append("Add", "picture_divisor", Append("Sqrt", "picture_std", variance), Constant("epsilon", PixelStandardization.Epsilon));
        }

        string Mean(string input, string name)
        {
            // From opset 18 on the axes are an input.
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

/// <summary>Mean and standard deviation of red, green and blue over the training pictures, of pixels that were rescaled and standardised by picture
/// already, so that what comes out is centred whatever else is on.</summary>
/// <param name="Mean">Three means.</param>
/// <param name="Std">Three standard deviations.</param>
internal sealed record ChannelStatistics(float[] Mean, float[] Std);
