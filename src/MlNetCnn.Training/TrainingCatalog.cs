using MlNetCnn;
using MlNetCnn.Training;

namespace Microsoft.ML;

/// <summary>Where ML.NET users find the trainers of MlNetCnn: extension methods on <see cref="MLContext"/>'s catalogs.</summary>
public static class TrainingCatalog
{
    /// <summary>Trains a pretrained network on.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="backbone">The network.</param>
    /// <param name="options">How to train, or null for the defaults; the seed is theirs, that of the context cannot reach here.</param>
    /// <param name="labelColumnName">A key or text column of class names.</param>
    /// <param name="imagePathColumnName">A text column of picture paths.</param>
    /// <param name="validationSet">Rows with the same two columns that decide which epoch is kept; null to set a tenth of the rows that
    /// are fitted on aside for that. Never the rows that the model is measured on.</param>
    public static ImageTrainingEstimator ImageFineTuning(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        Backbone backbone,
        FineTuningOptions? options = null,
        string labelColumnName = "Label",
        string imagePathColumnName = "ImagePath",
        IDataView? validationSet = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(imagePathColumnName);
        options ??= new FineTuningOptions();
        return new ImageTrainingEstimator(
            new MLContext(options.Seed), new FineTuningTrainer(backbone, options).TrainAsync, options, labelColumnName, imagePathColumnName, validationSet);
    }
}
