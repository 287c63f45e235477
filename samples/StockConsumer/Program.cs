// Loads a model trained by MlNetCnn and prints the class of each image. It uses only plain ML.NET packages:
// this is all the code that a production application needs.
using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using StockConsumer;

const string usage = "usage: StockConsumer [--json] MODEL.zip PHOTO...";

var json = args.Contains("--json");
string[] paths = [.. args.Where(argument => argument != "--json")];
if (paths.Length < 2 || paths[0].StartsWith('-'))
{
    Console.Error.WriteLine(usage);
    return 2;
}

// A model file can name assemblies for ML.NET to load: load only files that you trust.
var ml = new MLContext();
ITransformer model;
try
{
    model = ml.Model.Load(paths[0], out _);
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or InvalidDataException
    or InvalidOperationException or ArgumentException)
{
    Console.Error.WriteLine($"cannot load the model '{paths[0]}': {exception.Message}");
    return 2;
}

// A PredictionEngine is not thread-safe: a server creates one per thread, or pools them.
using var engine = ml.Model.CreatePredictionEngine<Photo, Answer>(model);
VBuffer<ReadOnlyMemory<char>> slotNames = default;
engine.OutputSchema[nameof(Answer.Score)].GetSlotNames(ref slotNames);
string[] classNames = [.. slotNames.DenseValues().Select(name => name.ToString())];

var exitCode = 0;
foreach (var path in paths.Skip(1))
{
    Answer answer;
    try
    {
        answer = engine.Predict(new Photo { ImagePath = path });
    }
    catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException)
    {
        Console.Error.WriteLine($"cannot read the image '{path}': {exception.Message}");
        exitCode = 1;
        continue;
    }

    Console.WriteLine(json
        ? JsonSerializer.Serialize(new { path, label = answer.PredictedLabel, scores = classNames.Zip(answer.Score).ToDictionary() })
        : string.Create(CultureInfo.InvariantCulture, $"{path}\t{answer.PredictedLabel}\t{answer.Score.Max():F4}"));
}

return exitCode;
