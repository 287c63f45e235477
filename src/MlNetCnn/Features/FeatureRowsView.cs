using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn;

/// <summary>
/// Chosen rows of a feature table, standardised, as ML.NET's trainers read them: columns Label (key) and Features. No
/// feature is copied; each pass computes them into the reader's own buffer.
/// </summary>
internal sealed class FeatureRowsView : IDataView
{
    private readonly FeatureTable _table;
    private readonly FeatureScaling _scaling;
    private readonly IReadOnlyList<int> _rows;
    private readonly IReadOnlyList<int> _labels;

    /// <param name="table">The features.</param>
    /// <param name="scaling">How they are standardised.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="labels">The class of each of those rows, 0-based.</param>
    /// <param name="classCount">Number of classes.</param>
    public FeatureRowsView(FeatureTable table, FeatureScaling scaling, IReadOnlyList<int> rows, IReadOnlyList<int> labels, int classCount)
    {
        _table = table;
        _scaling = scaling;
        _rows = rows;
        _labels = labels;
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Label", new KeyDataViewType(typeof(uint), classCount));
        schema.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, table.Length));
        Schema = schema.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _rows.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(FeatureRowsView view) : DataViewRowCursor
    {
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext()
        {
            if (_position + 1 >= view._rows.Count)
            {
                return false;
            }

            _position++;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Delegate getter = column.Index == 0
                ? (ValueGetter<uint>)((ref uint value) => value = (uint)view._labels[(int)_position] + 1)
                : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
                {
                    var editor = VBufferEditor.Create(ref value, view._table.Length);
                    view._scaling.Apply(view._table.Row(view._rows[(int)_position]), editor.Values);
                    value = editor.Commit();
                });
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"column '{column.Name}' does not hold {typeof(TValue).Name}");
        }
    }
}
