using System.Runtime.ExceptionServices;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training;

/// <summary>The frozen layers of a network, which ONNX Runtime runs on all cores: they compute one row of values from each image.</summary>
internal sealed class FrozenBackbone : IDisposable
{
    private const string Output = "boundary";

    private readonly ImageBatchRunner _runner;
    private readonly ParallelOptions _parallel;

    /// <summary>Extracts the frozen layers.</summary>
    /// <param name="graph">The classifier; not changed.</param>
    /// <param name="layout">The layout of the classifier.</param>
    /// <param name="cut">The first node that is trained, above 0.</param>
    /// <param name="backbone">The backbone that it was made from.</param>
    /// <param name="options">The options for reading images.</param>
    public FrozenBackbone(OnnxGraph graph, NetworkLayout layout, int cut, Backbone backbone, FineTuningOptions options)
    {
        Tensors = layout.Boundary(cut);
        Shapes = [.. Tensors.Select(layout.Shape)];
        Length = checked((int)Shapes.Sum(shape => shape.Aggregate(1L, (product, size) => product * size)));
        var front = graph.Clone();
        front.RemoveOutputs();
        var flat = Tensors.Select(tensor => front.AddNode(
            "Flatten", [tensor], front.FreshName($"{Output}.flat"), NodeAttributes.Of("axis", 1)).Output[0]).ToList();
        GraphEditor.EnsureCapacity(front, Output);
        front.AddNode("Concat", flat, Output, NodeAttributes.Of("axis", 1));
        front.AddOutput(Output, DataType.Float, GraphEditor.BatchSymbol, Length);
        front.Prune();
        var threads = MachineResources.Threads(options.Threads);
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        _runner = ImageBatchRunner.Open(
            front, backbone.Name, Output, options.Input(backbone.InputWidth, backbone.InputHeight), options.Decoder, threads);
    }

    /// <summary>The tensors at the cut.</summary>
    public IReadOnlyList<string> Tensors { get; }

    /// <summary>Their shapes for one image.</summary>
    public IReadOnlyList<long[]> Shapes { get; }

    /// <summary>The number of values per image.</summary>
    public int Length { get; }

    /// <summary>Runs images through the frozen layers, in no particular order.</summary>
    /// <param name="loader">The images.</param>
    /// <param name="epoch">The epoch, which determines the random augmentations.</param>
    /// <param name="keep">Receives the index of each image in the loader's list and its values; called by several threads at the same time.</param>
    /// <param name="done">Receives the number of images processed since the last call.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public void Run(ImageBatchLoader loader, int epoch, RowCallback keep, Action<int> done, CancellationToken cancellationToken)
    {
        foreach (var batch in loader.ReadAsync(null, epoch, cancellationToken).ToBlockingEnumerable(cancellationToken))
        {
            SourceErrors.RequireNone(batch);
            var (count, length) = (batch.Count, batch.PixelValueCount);
            InParallel(count, (i, output) =>
            {
                _runner.RunPixels(batch.Pixels.Slice(i * length, length), output);
                keep(batch.Indices[i], output);
            });
            done(count);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _runner.Dispose();

    private void InParallel(int count, Action<int, float[]> work)
    {
        try
        {
            Parallel.For(0, count, _parallel, () => new float[Length], (i, _, output) =>
            {
                work(i, output);
                return output;
            }, _ => { });
        }
        catch (AggregateException errors)
        {
            // Several threads may encounter the same full disk; only one error is reported.
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }
}

/// <summary>Receives the outputs of the frozen layers for an image.</summary>
/// <param name="image">The index of the image in its list.</param>
/// <param name="values">The values, valid only during the call.</param>
internal delegate void RowCallback(int image, ReadOnlySpan<float> values);
