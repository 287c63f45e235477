namespace MlNetCnn;

/// <summary>The codes of <see cref="MlNetCnnException.Code"/> and <see cref="ImageError.Code"/>. They stay the same from version to version; messages
/// do not.</summary>
public static class ErrorCodes
{
    /// <summary>An augmentation function of the caller left NaN or infinity in the pixels.</summary>
    public const string AugmentFunction = "AUGMENT_FUNCTION";

    /// <summary>The text of an augmentation cannot be parsed.</summary>
    public const string AugmentSpec = "AUGMENT_SPEC";

    /// <summary>A downloaded backbone has other shapes than the catalog states.</summary>
    public const string BackboneNotAsDeclared = "BACKBONE_NOT_AS_DECLARED";

    /// <summary>The catalog has no backbone of that name.</summary>
    public const string BackboneNotFound = "BACKBONE_NOT_FOUND";

    /// <summary>The backbone is not stored here, and downloads are off.</summary>
    public const string BackboneOffline = "BACKBONE_OFFLINE";

    /// <summary>No package with a default backbone is referenced.</summary>
    public const string BackbonePackageMissing = "BACKBONE_PACKAGE_MISSING";

    /// <summary>A stored backbone cannot be read.</summary>
    public const string CacheNotReadable = "CACHE_NOT_READABLE";

    /// <summary>The folder of the feature cache cannot be used.</summary>
    public const string CacheNotUsable = "CACHE_NOT_USABLE";

    /// <summary>A downloaded file cannot be stored.</summary>
    public const string CacheNotWritable = "CACHE_NOT_WRITABLE";

    /// <summary>The environment names no cache folder.</summary>
    public const string CacheNoHome = "CACHE_NO_HOME";

    /// <summary>The catalog of backbones is not valid.</summary>
    public const string CatalogInvalid = "CATALOG_INVALID";

    /// <summary>A checkpoint is damaged or incomplete.</summary>
    public const string CheckpointBroken = "CHECKPOINT_BROKEN";

    /// <summary>A checkpoint cannot be read.</summary>
    public const string CheckpointNotReadable = "CHECKPOINT_NOT_READABLE";

    /// <summary>The model has no class of that name.</summary>
    public const string ClassUnknown = "CLASS_UNKNOWN";

    /// <summary>A comparison has no test images.</summary>
    public const string CompareNoTest = "COMPARE_NO_TEST";

    /// <summary>A comparison has no candidates, or two of one name.</summary>
    public const string CompareCandidates = "COMPARE_WAYS";

    /// <summary>Images could be read when the training began and no longer.</summary>
    public const string DataChanged = "DATA_CHANGED";

    /// <summary>No training image of a class can be used.</summary>
    public const string DataClassUnusable = "DATA_CLASS_UNUSABLE";

    /// <summary>One image is listed under two labels.</summary>
    public const string DataConflictingLabels = "DATA_CONFLICTING_LABELS";

    /// <summary>One image is listed in two splits.</summary>
    public const string DataConflictingParts = "DATA_CONFLICTING_PARTS";

    /// <summary>A class folder has no images.</summary>
    public const string DataEmptyClass = "DATA_EMPTY_CLASS";

    /// <summary>A folder of the dataset cannot be read.</summary>
    public const string DataFolderUnreadable = "DATA_FOLDER_UNREADABLE";

    /// <summary>The dataset is an archive that was not unpacked.</summary>
    public const string DataIsArchive = "DATA_IS_ARCHIVE";

    /// <summary>The key of the label column has a value without training rows.</summary>
    public const string DataKeyWithoutImages = "DATA_KEY_WITHOUT_IMAGES";

    /// <summary>A folder could hold classes or splits.</summary>
    public const string DataLayoutAmbiguous = "DATA_LAYOUT_AMBIGUOUS";

    /// <summary>No image can be used.</summary>
    public const string DataNoneUsable = "DATA_NONE_USABLE";

    /// <summary>No test image can be measured.</summary>
    public const string DataNothingToMeasure = "DATA_NOTHING_TO_MEASURE";

    /// <summary>The dataset is a device, a FIFO or a file that lists no images.</summary>
    public const string DataNotAListing = "DATA_NOT_A_LISTING";

    /// <summary>A folder has images and no class folders.</summary>
    public const string DataNoClassFolders = "DATA_NO_CLASS_FOLDERS";

    /// <summary>The dataset lists no images.</summary>
    public const string DataNoImages = "DATA_NO_IMAGES";

    /// <summary>No image can be set aside for the test split.</summary>
    public const string DataNoTest = "DATA_NO_TEST";

    /// <summary>The dataset has fewer than two classes.</summary>
    public const string DataOneClass = "DATA_ONE_CLASS";

    /// <summary>The outputs of the frozen layers do not fit into the memory budget.</summary>
    public const string DataOverMemoryBudget = "DATA_OVER_MEMORY_BUDGET";

    /// <summary>More images are unusable than the options allow.</summary>
    public const string DataTooManyRejected = "DATA_TOO_MANY_REJECTED";

    /// <summary>A download failed at every address.</summary>
    public const string DownloadFailed = "DOWNLOAD_FAILED";

    /// <summary>A server redirects in a circle or to an address that is not allowed.</summary>
    public const string DownloadRedirectRefused = "DOWNLOAD_REDIRECT_REFUSED";

    /// <summary>A server refuses a download.</summary>
    public const string DownloadRefused = "DOWNLOAD_REFUSED";

    /// <summary>No secure connection to a server can be made.</summary>
    public const string DownloadTls = "DOWNLOAD_TLS";

    /// <summary>A server sends a web page in place of the file.</summary>
    public const string DownloadWrongContent = "DOWNLOAD_WRONG_CONTENT";

    /// <summary>A downloaded file has another SHA-256 than the catalog states.</summary>
    public const string DownloadWrongHash = "DOWNLOAD_WRONG_HASH";

    /// <summary>A downloaded file has another size than the catalog states.</summary>
    public const string DownloadWrongSize = "DOWNLOAD_WRONG_SIZE";

    /// <summary>The native libraries of TorchSharp do not load.</summary>
    public const string EnvironmentLibtorch = "ENV_LIBTORCH";

    /// <summary>The training does not fit into memory.</summary>
    public const string EnvironmentMemory = "ENV_MEMORY";

    /// <summary>A graphics card was requested, and libtorch finds none.</summary>
    public const string EnvironmentNoCuda = "ENV_NO_CUDA";

    /// <summary>The disk has no room for the outputs of the frozen layers.</summary>
    public const string EnvironmentNoRoom = "ENV_NO_ROOM";

    /// <summary>The native library of ONNX Runtime does not load.</summary>
    public const string EnvironmentOnnxRuntime = "ENV_ONNX_RUNTIME";

    /// <summary>The exported network does not give in ONNX Runtime what it gave in training.</summary>
    public const string ExportMismatch = "EXPORT_MISMATCH";

    /// <summary>The image file is damaged.</summary>
    public const string ImageCorrupt = "IMG_CORRUPT";

    /// <summary>Reading the image file is not permitted.</summary>
    public const string ImageDenied = "IMG_DENIED";

    /// <summary>The image file has 0 bytes.</summary>
    public const string ImageEmpty = "IMG_EMPTY";

    /// <summary>The file is not named as an image.</summary>
    public const string ImageExtension = "IMG_EXTENSION";

    /// <summary>There is no such image file.</summary>
    public const string ImageNotFound = "IMG_NOT_FOUND";

    /// <summary>The image lies beside the class folders and has no class.</summary>
    public const string ImageNoClass = "IMG_NO_CLASS";

    /// <summary>A relative path leaves the root of the table.</summary>
    public const string ImageOutsideRoot = "IMG_OUTSIDE_ROOT";

    /// <summary>The path of an image is not valid.</summary>
    public const string ImagePathInvalid = "IMG_PATH_INVALID";

    /// <summary>The path of an image is empty.</summary>
    public const string ImagePathMissing = "IMG_PATH_MISSING";

    /// <summary>The image has more bytes or pixels than the decoder options allow.</summary>
    public const string ImageTooLarge = "IMG_TOO_LARGE";

    /// <summary>The image file ends early.</summary>
    public const string ImageTruncated = "IMG_TRUNCATED";

    /// <summary>The image file cannot be read.</summary>
    public const string ImageUnreadable = "IMG_UNREADABLE";

    /// <summary>The format of the image is not supported.</summary>
    public const string ImageUnsupported = "IMG_UNSUPPORTED";

    /// <summary>An image has no label.</summary>
    public const string LabelMissing = "LABEL_MISSING";

    /// <summary>The model has no class of that label.</summary>
    public const string LabelUnknown = "LABEL_UNKNOWN";

    /// <summary>The function of a block returns another builder than the one it was given.</summary>
    public const string LayerBranch = "LAYER_BRANCH";

    /// <summary>A layer makes no feature maps.</summary>
    public const string LayerNoMaps = "LAYER_NO_MAPS";

    /// <summary>The function that adds the layers returns no builder.</summary>
    public const string LayerNoNetwork = "LAYER_NO_NETWORK";

    /// <summary>A layer has run out of pixels.</summary>
    public const string LayerNoPixels = "LAYER_NO_PIXELS";

    /// <summary>An operator cannot run on its inputs.</summary>
    public const string LayerOperator = "LAYER_OPERATOR";

    /// <summary>An argument of a layer is out of range.</summary>
    public const string LayerRange = "LAYER_RANGE";

    /// <summary>An operator gives a shape that no layer can read.</summary>
    public const string LayerShape = "LAYER_SHAPE";

    /// <summary>The manifest beside a network is not valid for it.</summary>
    public const string ManifestInvalid = "MANIFEST_INVALID";

    /// <summary>The network takes a fixed number of images.</summary>
    public const string ModelBatchFixed = "MODEL_BATCH_FIXED";

    /// <summary>The graph of the network is not valid.</summary>
    public const string ModelBroken = "MODEL_BROKEN";

    /// <summary>The model card inside the model is not valid.</summary>
    public const string ModelCardDamaged = "MODEL_CARD_DAMAGED";

    /// <summary>Reading the model is not permitted.</summary>
    public const string ModelDenied = "MODEL_DENIED";

    /// <summary>The model is empty.</summary>
    public const string ModelEmpty = "MODEL_EMPTY";

    /// <summary>The package has entries that no model has.</summary>
    public const string ModelEntries = "MODEL_ENTRIES";

    /// <summary>Weights outside the ONNX file cannot be read.</summary>
    public const string ModelExternalData = "MODEL_EXTERNAL_DATA";

    /// <summary>The feature tensor does not have one vector for each image.</summary>
    public const string ModelFeaturesShape = "MODEL_FEATURES_SHAPE";

    /// <summary>The network does not run in 32 bits.</summary>
    public const string ModelFp16 = "MODEL_FP16";

    /// <summary>The network takes one input size only.</summary>
    public const string ModelInputSize = "MODEL_INPUT_SIZE";

    /// <summary>The network takes integers and normalizes them itself.</summary>
    public const string ModelIntegerInput = "MODEL_INTEGER_INPUT";

    /// <summary>The model is in a newer version of the ONNX format.</summary>
    public const string ModelIrUnsupported = "MODEL_IR_UNSUPPORTED";

    /// <summary>The network needs more than one input.</summary>
    public const string ModelManyInputs = "MODEL_MANY_INPUTS";

    /// <summary>The network asks for more memory than networks for images need.</summary>
    public const string ModelMemory = "MODEL_MEMORY";

    /// <summary>The model was made by a newer version of MlNetCnn.</summary>
    public const string ModelNewer = "MODEL_NEWER";

    /// <summary>A node of the network cannot be computed.</summary>
    public const string ModelNodeFailed = "MODEL_NODE_FAILED";

    /// <summary>The network already contains its pixel normalization.</summary>
    public const string ModelNormalizes = "MODEL_NORMALIZES";

    /// <summary>The model is a device, a FIFO or a socket.</summary>
    public const string ModelNotFile = "MODEL_NOT_FILE";

    /// <summary>The network gives NaN or infinity.</summary>
    public const string ModelNotFinite = "MODEL_NOT_FINITE";

    /// <summary>There is no such model file.</summary>
    public const string ModelNotFound = "MODEL_NOT_FOUND";

    /// <summary>The file is not an ONNX model.</summary>
    public const string ModelNotOnnx = "MODEL_NOT_ONNX";

    /// <summary>The model carries no model card of MlNetCnn.</summary>
    public const string ModelNotOurs = "MODEL_NOT_OURS";

    /// <summary>The model is not an ML.NET package.</summary>
    public const string ModelNotPackage = "MODEL_NOT_PACKAGE";

    /// <summary>The model cannot be read.</summary>
    public const string ModelNotReadable = "MODEL_NOT_READABLE";

    /// <summary>ONNX Runtime does not run the network.</summary>
    public const string ModelNotRunnable = "MODEL_NOT_RUNNABLE";

    /// <summary>The file is not a complete ML.NET package.</summary>
    public const string ModelNotZip = "MODEL_NOT_ZIP";

    /// <summary>The network is a backbone and has no classes.</summary>
    public const string ModelNoClasses = "MODEL_NO_CLASSES";

    /// <summary>The package runs no network, or several.</summary>
    public const string ModelNoGraph = "MODEL_NO_GRAPH";

    /// <summary>The network has no classifier head that can be found.</summary>
    public const string ModelNoHead = "MODEL_NO_HEAD";

    /// <summary>The network has no input for color images.</summary>
    public const string ModelNoImageInput = "MODEL_NO_IMAGE_INPUT";

    /// <summary>The network has no feature maps through which everything passes.</summary>
    public const string ModelNoMaps = "MODEL_NO_MAPS";

    /// <summary>The network does not compute the requested tensor.</summary>
    public const string ModelNoTensor = "MODEL_NO_TENSOR";

    /// <summary>The training engine does not support an operator of the network.</summary>
    public const string ModelOperatorUnsupported = "MODEL_OPERATOR_UNSUPPORTED";

    /// <summary>The model needs a version of the ONNX operators that is not supported.</summary>
    public const string ModelOpsetUnsupported = "MODEL_OPSET_UNSUPPORTED";

    /// <summary>The package has other steps than an image classifier of MlNetCnn.</summary>
    public const string ModelOtherSteps = "MODEL_OTHER_STEPS";

    /// <summary>The model is too large.</summary>
    public const string ModelTooLarge = "MODEL_TOO_LARGE";

    /// <summary>The training engine does not support a type of the network.</summary>
    public const string ModelTypeUnsupported = "MODEL_TYPE_UNSUPPORTED";

    /// <summary>The package needs no upgrade.</summary>
    public const string ModelUpgraded = "MODEL_UPGRADED";

    /// <summary>The upgraded package does not give the same answers in ML.NET.</summary>
    public const string ModelUpgradeFailed = "MODEL_UPGRADE_FAILED";

    /// <summary>The input size is too small for the network.</summary>
    public const string NetworkInputSize = "NETWORK_INPUT_SIZE";

    /// <summary>The network does not end in one logit for each class.</summary>
    public const string NetworkNoHead = "NETWORK_NO_HEAD";

    /// <summary>The width or depth of a network is out of range.</summary>
    public const string NetworkRange = "NETWORK_RANGE";

    /// <summary>The network has more weights than an ONNX file can hold.</summary>
    public const string NetworkTooLarge = "NETWORK_TOO_LARGE";

    /// <summary>There is no architecture of that name.</summary>
    public const string NetworkUnknown = "NETWORK_UNKNOWN";

    /// <summary>A text file beside the images; it counts as none of them.</summary>
    public const string NotAnImage = "NOT_AN_IMAGE";

    /// <summary>Options are out of range.</summary>
    public const string OptionOutOfRange = "OPTION_OUT_OF_RANGE";

    /// <summary>The extension of an output is that of another kind of file.</summary>
    public const string OutputExtension = "OUTPUT_EXTENSION";

    /// <summary>An output lies where the call reads its input.</summary>
    public const string OutputInInput = "OUTPUT_IN_INPUT";

    /// <summary>An output is a device or a FIFO.</summary>
    public const string OutputIsDevice = "OUTPUT_IS_DEVICE";

    /// <summary>An output is a folder.</summary>
    public const string OutputIsFolder = "OUTPUT_IS_FOLDER";

    /// <summary>An output would replace an input.</summary>
    public const string OutputIsInput = "OUTPUT_IS_INPUT";

    /// <summary>An output cannot be written.</summary>
    public const string OutputNotWritable = "OUTPUT_NOT_WRITABLE";

    /// <summary>Reading a folder or table is not permitted.</summary>
    public const string PathDenied = "PATH_DENIED";

    /// <summary>There is no such folder or table.</summary>
    public const string PathNotFound = "PATH_NOT_FOUND";

    /// <summary>The text of a preprocessing cannot be parsed, or its values are out of range.</summary>
    public const string PreprocessingInvalid = "PREPROCESSING_INVALID";

    /// <summary>There are too few images to choose the preprocessing from.</summary>
    public const string PreprocessingTooFewImages = "PREPROCESSING_TOO_FEW_IMAGES";

    /// <summary>The options or images differ from those of the run to be resumed.</summary>
    public const string ResumeChanged = "RESUME_CHANGED";

    /// <summary>A row of a table has too many cells.</summary>
    public const string RowMalformed = "ROW_MALFORMED";

    /// <summary>A score is NaN or infinity.</summary>
    public const string ScoresNotFinite = "SCORES_NOT_FINITE";

    /// <summary>The contact sheet would become too large.</summary>
    public const string SheetTooLarge = "SHEET_TOO_LARGE";

    /// <summary>A table or data view lacks a column.</summary>
    public const string TableColumnMissing = "TABLE_COLUMN_MISSING";

    /// <summary>A column of a data view has a type that cannot be read.</summary>
    public const string TableColumnType = "TABLE_COLUMN_TYPE";

    /// <summary>The header of a table has two columns of one name.</summary>
    public const string TableDuplicateColumn = "TABLE_DUPLICATE_COLUMN";

    /// <summary>A table is not UTF-8.</summary>
    public const string TableEncoding = "TABLE_ENCODING";

    /// <summary>A table is not valid CSV or TSV.</summary>
    public const string TableMalformed = "TABLE_MALFORMED";

    /// <summary>A table has no header.</summary>
    public const string TableNoHeader = "TABLE_NO_HEADER";

    /// <summary>A row of a table names an unknown split.</summary>
    public const string TableSplitValue = "TABLE_SPLIT_VALUE";

    /// <summary>The temporary folder cannot be written.</summary>
    public const string TempNotWritable = "TEMP_NOT_WRITABLE";

    /// <summary>A head alone is fitted exactly and has no learning rate.</summary>
    public const string TrainHeadAlone = "TRAIN_HEAD_ALONE";

    /// <summary>The augmentation standardizes pixels, which a pretrained network does itself.</summary>
    public const string TrainStandardization = "TRAIN_STANDARDIZATION";

    /// <summary>No layer comes after the tensor from which layers are trained.</summary>
    public const string UnfreezeNothing = "UNFREEZE_NOTHING";

    /// <summary>The text of a layer range cannot be parsed.</summary>
    public const string UnfreezeSpec = "UNFREEZE_SPEC";
}
