using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Features;

/// <summary>
/// A data view with the feature column added, and without the rows whose image was rejected. Other columns pass through.
/// </summary>
internal sealed class ImageFeatureView : IDataView
{
    private readonly IDataView _input;
    private readonly string _pathColumn;
    private readonly int _featureIndex;
    private readonly Lazy<FeatureTable> _features;
    private readonly Lazy<IReadOnlyDictionary<int, ImageError>> _errors;
    private readonly ImageRows _rows;
    private bool _told;

    /// <param name="input">The rows.</param>
    /// <param name="schema">The input's schema with the feature column.</param>
    /// <param name="pathColumn">The text column of paths.</param>
    /// <param name="featureColumn">The name of the feature column.</param>
    /// <param name="rows">Processes the images of all rows.</param>
    public ImageFeatureView(
        IDataView input, DataViewSchema schema, string pathColumn, string featureColumn, ImageRows rows)
    {
        _input = input;
        Schema = schema;
        _pathColumn = pathColumn;
        _featureIndex = schema[featureColumn].Index;
        _rows = rows;
        _features = new Lazy<FeatureTable>(() =>
        {
            var table = rows.Extract(ReadPaths(_input, _pathColumn));
            Tell(table.Errors);
            return table;
        });
        _errors = new Lazy<IReadOnlyDictionary<int, ImageError>>(() =>
        {
            var errors = rows.Check(ReadPaths(_input, _pathColumn));
            Tell(errors.Values);
            return errors;
        });
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    /// <summary>Null until the images have been read.</summary>
    public long? GetRowCount() => _features.IsValueCreated ? _features.Value.Count - _features.Value.Errors.Count : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = columnsNeeded.Select(column => column.Index).ToHashSet();
        var inputColumns = _input.Schema.Where(column => needed.Contains(OutputIndex(column)));
        return new ImageFeatureCursor(this, _input.GetRowCursor(inputColumns), needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>Returns all values of a text column.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="pathColumn">The column.</param>
    public static IReadOnlyList<string> ReadPaths(IDataView input, string pathColumn)
    {
        var column = input.Schema[pathColumn];
        var paths = new List<string>();
        using var cursor = input.GetRowCursor([column]);
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        var value = default(ReadOnlyMemory<char>);
        while (cursor.MoveNext())
        {
            getter(ref value);
            paths.Add(value.ToString());
        }

        return paths;
    }

    private void Tell(IEnumerable<ImageError> errors)
    {
        if (!Interlocked.Exchange(ref _told, true))
        {
            _rows.Reject(errors);
        }
    }

    private ImageError? Error(int row, bool withFeatures) =>
        withFeatures || _features.IsValueCreated ? _features.Value.Error(row) : _errors.Value.GetValueOrDefault(row);

    private int OutputIndex(DataViewSchema.Column inputColumn) =>
        inputColumn.Name == Schema[_featureIndex].Name ? -1
            : Schema.Where(c => !c.IsHidden && c.Name == inputColumn.Name).Select(c => c.Index).DefaultIfEmpty(-1).First();

    private sealed class ImageFeatureCursor(ImageFeatureView view, DataViewRowCursor input, HashSet<int> needed) : DataViewRowCursor
    {
        private long _row = -1;
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext()
        {
            while (input.MoveNext())
            {
                _row++;
                if (view.Error((int)_row, needed.Contains(view._featureIndex)) is null)
                {
                    _position++;
                    return true;
                }
            }

            return false;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => needed.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index != view._featureIndex)
            {
                return input.GetGetter<TValue>(view._input.Schema[column.Name]);
            }

            Delegate getter = (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                var row = view._features.Value.Row((int)_row);
                var editor = VBufferEditor.Create(ref value, row.Length);
                row.CopyTo(editor.Values);
                value = editor.Commit();
            });
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"column '{column.Name}' contains a vector of float, not {typeof(TValue).Name}");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

/// <summary>The images of the rows of a data view: runs them through a network and collects those that are rejected.</summary>
/// <param name="input">The input of the network.</param>
/// <param name="decoder">Limits and settings of the decoder.</param>
/// <param name="threads">The number of images processed at the same time; 0 for one per core.</param>
/// <param name="maxRejectedFraction">The maximum fraction of rejected images, 0..1.</param>
/// <param name="run">Runs images through the network.</param>
/// <param name="cancellationToken">Cancels the work.</param>
internal sealed class ImageRows(
    ImageInput input, ImageDecoderOptions decoder, int threads, double maxRejectedFraction, Func<IReadOnlyList<string>, Task<FeatureTable>> run,
    CancellationToken cancellationToken)
{
    private readonly List<ImageError> _errors = [];

    /// <summary>The images rejected so far, in any data view.</summary>
    public IReadOnlyList<ImageError> Errors
    {
        get
        {
            lock (_errors)
            {
                return [.. _errors];
            }
        }
    }

    /// <summary>Runs images through the network.</summary>
    /// <param name="paths">The files.</param>
    /// <exception cref="MlNetCnnException">Too many images were rejected.</exception>
    public FeatureTable Extract(IReadOnlyList<string> paths)
    {
        // ML.NET's interface is synchronous; the work runs on the thread pool, so waiting here blocks nothing but the caller.
        var table = Task.Run(() => run(paths)).GetAwaiter().GetResult();
        RejectionLimit.Check(paths.Count, [], table.Errors, maxRejectedFraction);
        return table;
    }

    /// <summary>Decodes images only, when their features are not requested.</summary>
    /// <param name="paths">The files.</param>
    /// <returns>The row of each rejected image, and its error.</returns>
    /// <exception cref="MlNetCnnException">Too many images were rejected.</exception>
    public IReadOnlyDictionary<int, ImageError> Check(IReadOnlyList<string> paths)
    {
        var found = new ImageError?[paths.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MachineResources.Threads(threads), CancellationToken = cancellationToken };
        Parallel.For(
            0, paths.Count, parallel, () => (Decoder: new ImageDecoder(input, decoder), Pixels: new float[input.PixelValueCount]),
            (i, _, worker) =>
            {
                found[i] = worker.Decoder.Decode(paths[i], worker.Pixels);
                return worker;
            },
            worker => worker.Decoder.Dispose());
        var errors = found.Index().Where(row => row.Item is not null).ToDictionary(row => row.Index, row => row.Item!);
        RejectionLimit.Check(paths.Count, [], [.. errors.Values], maxRejectedFraction);
        return errors;
    }

    /// <summary>Adds to <see cref="Errors"/>.</summary>
    /// <param name="errors">The rejected images.</param>
    public void Reject(IEnumerable<ImageError> errors)
    {
        lock (_errors)
        {
            _errors.AddRange(errors);
        }
    }
}
