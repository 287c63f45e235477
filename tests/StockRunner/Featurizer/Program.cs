// Trains with stock ML.NET's own pretrained featurizer: DnnFeaturizeImage with ResNet-18, and a linear classifier on its features.
using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using StockRunner;

if (args is not [var list])
{
    Console.Error.WriteLine("usage: StockRunner.Featurizer LIST.tsv\nEach line of LIST.tsv is 'train' or 'test', a class and the path of an image.");
    return RunnerException.Usage;
}

var rows = File.ReadLines(list).Select(line => line.Split('\t')).Select(cells => new Row { Split = cells[0], Label = cells[1], ImagePath = cells[2] }).ToArray();
var ml = new MLContext(seed: 1);

// As Microsoft documents it: pixels as they are, cropped to 224x224.
var chain = ml.Transforms.LoadImages("Image", "", "ImagePath")
    .Append(ml.Transforms.ResizeImages("Image", 224, 224, resizing: ImageResizingEstimator.ResizingKind.IsoCrop))
    .Append(ml.Transforms.ExtractPixels("Pixels", "Image"))
    .Append(ml.Transforms.DnnFeaturizeImage("Features", m => m.ModelSelector.ResNet18(ml, m.OutputColumn, m.InputColumn), "Pixels"));
var clock = Stopwatch.StartNew();
var cpu = Environment.CpuUsage.TotalTime;
var data = ml.Data.LoadFromEnumerable(rows);
var features = chain.Fit(data).Transform(data).GetColumn<float[]>("Features").ToArray();
var (seconds, cpuSeconds) = (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);

var schema = SchemaDefinition.Create(typeof(FeatureRow));
schema[nameof(FeatureRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features[0].Length);
var all = rows.Select((row, i) => (row.Split, Row: new FeatureRow { Label = row.Label, Features = features[i] })).ToArray();
var train = ml.Data.LoadFromEnumerable(all.Where(r => r.Split == "train").Select(r => r.Row), schema);
var test = ml.Data.LoadFromEnumerable(all.Where(r => r.Split == "test").Select(r => r.Row), schema);
var accuracies = new[] { 0.01f, 0.1f, 1f, 10f }.Select(l2 =>
{
    var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Transforms.NormalizeMeanVariance("Features"))
        .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l2Regularization: l2)).Fit(train);
    return ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
}).ToArray();
Console.WriteLine(JsonSerializer.Serialize(new { images = rows.Length, seconds, cpuSeconds, accuracies, peakMegabytes = PeakMemory.Read() }));
return 0;

internal sealed class Row
{
    public string Split { get; set; } = "";

    public string Label { get; set; } = "";

    public string ImagePath { get; set; } = "";
}

internal sealed class FeatureRow
{
    public string Label { get; set; } = "";

    public float[] Features { get; set; } = [];
}
