using MlNetCnn;
using MlNetCnn.Training;

namespace Microsoft.ML;

/// <summary>Extension methods on the catalogs of <see cref="MLContext"/> for the trainers of MlNetCnn.</summary>
public static class TrainingCatalog
{
    /// <summary>Fine-tunes a pretrained network.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="backbone">The network.</param>
    /// <param name="options">The options, or null for the defaults; they include the seed, because that of the context is not accessible.</param>
    /// <param name="labelColumnName">A key or text column of class names.</param>
    /// <param name="imagePathColumnName">A text column of image paths.</param>
    /// <param name="validationSet">Rows with the same two columns that select the epoch that is kept; null to hold out a tenth of the rows for this.
    /// Never use the rows on which the model is measured.</param>
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
            new MLContext(options.Seed), EpochLog.Of(catalog), new FineTuningTrainer(backbone, options).TrainAsync, options, labelColumnName,
            imagePathColumnName, validationSet);
    }

    /// <summary>Trains a network built from layers, from random weights.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="network">Adds the layers, for example <c>net
    /// => net.Conv2D(32).BatchNorm().ReLU().MaxPool(2).GlobalAveragePool().Dense(net.ClassCount)</c>.</param>
    /// <param name="options">The options, or null for the defaults; they include the seed, because that of the context is not accessible.</param>
    /// <param name="labelColumnName">A key or text column of class names.</param>
    /// <param name="imagePathColumnName">A text column of image paths.</param>
    /// <param name="validationSet">Rows with the same two columns that select the epoch that is kept; null to hold out a tenth of the rows for this.
    /// Never use the rows on which the model is measured.</param>
    public static ImageTrainingEstimator ImageCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        Func<CnnBuilder, CnnBuilder> network,
        CnnTrainingOptions? options = null,
        string labelColumnName = "Label",
        string imagePathColumnName = "ImagePath",
        IDataView? validationSet = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(imagePathColumnName);
        options ??= new CnnTrainingOptions();
        return new ImageTrainingEstimator(
            new MLContext(options.Seed), EpochLog.Of(catalog), new CnnTrainer(network, options).TrainAsync, options, labelColumnName, imagePathColumnName,
            validationSet);
    }

    /// <summary>Trains a named network from random weights, on the columns <c>Label</c> and <c>ImagePath</c>.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="network">The network, for example <c>CnnNetworks.Get("resnet18")</c>.</param>
    /// <param name="options">The options.</param>
    public static ImageTrainingEstimator ImageCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, CnnNetwork network, CnnTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ImageTrainingEstimator(
            new MLContext(options.Seed), EpochLog.Of(catalog), new CnnTrainer(network, options).TrainAsync, options, "Label", "ImagePath", validationSet: null);
    }
}
