using System.Runtime.ExceptionServices;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training;

/// <summary>The frozen front of a network, run by ONNX Runtime on all cores: from pictures to one row of numbers each.</summary>
internal sealed class FrozenBackbone : IDisposable
{
    private const string Output = "boundary";

    private readonly ImageBatchRunner _runner;
    private readonly ParallelOptions _parallel;

    /// <summary>Cuts the front off.</summary>
    /// <param name="graph">The classifier; not changed.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="cut">The first node that is trained, above 0.</param>
    /// <param name="backbone">The network that it was made from.</param>
    /// <param name="options">How pictures are read.</param>
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

    /// <summary>Their shapes for one picture.</summary>
    public IReadOnlyList<long[]> Shapes { get; }

    /// <summary>Numbers of one picture.</summary>
    public int Length { get; }

    /// <summary>Runs pictures through the front, in no particular order.</summary>
    /// <param name="loader">The pictures.</param>
    /// <param name="epoch">Which random changes are made.</param>
    /// <param name="keep">Told the place of each picture in the loader's list and what was made of it; by several threads at once.</param>
    /// <param name="done">Told how many pictures have been run since the last time.</param>
    /// <param name="cancellationToken">Stops the work.</param>
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
            // Several threads may meet the same full disk; a person is told once.
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }
}

/// <summary>Takes what the frozen front made of a picture.</summary>
/// <param name="image">The place of the picture in its list.</param>
/// <param name="values">The numbers, valid during the call.</param>
internal delegate void RowCallback(int image, ReadOnlySpan<float> values);
