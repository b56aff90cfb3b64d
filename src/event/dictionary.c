#include "base/base.h"

#include "event/dictionary.h"

#define PROCESS "ProcessRollup2 SyntheticProcessRollup2"
#define MODULE "ClassifiedModuleLoad"
#define HASHED PROCESS " " MODULE " DriverLoad"
#define SIGNED                                                    \
    "ProcessRollup2 " MODULE " ImageHash ModuleLoadV3DetectInfo " \
    "UnsignedModuleLoad LsassHandleFromUnsignedModule "           \
    "PrivilegedProcessHandleFromUnsignedModule PeFileWritten"

#define WRITTEN "NewExecutableWritten NewScriptWritten PeFileWritten MotwWritten"
#define REGISTRY "RegGenericValueUpdate AsepValueUpdate"

const struct field_info field_dictionary[] = {
    { "#cid", FIELD_ID, "customer; alias of cid", "-", NULL },
    { "#event_simpleName", FIELD_TEXT, "kind of event; alias of event_simpleName", "-",
      "raw records spell it without #; both names work here" },
    { "#repo.cid", FIELD_ID, "customer; alias of cid", "-", NULL },
    { "#type", FIELD_TEXT, "parser that read the event in LogScale", "-",
      "not in raw records" },
    { "@id", FIELD_ID, "the record itself", "-", "made from its place in the input" },
    { "@rawstring", FIELD_TEXT, "the record as it was read", "-", NULL },
    { "@timestamp", FIELD_TIME, "when the cloud got the event, in milliseconds", "-",
      "made from timestamp" },
    { "AuthenticationId", FIELD_ID, "logon session", PROCESS, NULL },
    { "AuthenticodeHashData", FIELD_HASH, "Authenticode digest of the image",
      "ProcessRollup2 " MODULE " DriverLoad", "64 or 40 digits" },
    { "CommandLine", FIELD_TEXT, "command line of the process", PROCESS,
      "not on module loads" },
    { "CompanyName", FIELD_TEXT, "company that the version resource claims",
      "DriverLoad", "a claim, not a fact" },
    { "ComputerName", FIELD_TEXT, "host name", "-",
      "not on raw process and module events; needs a join with aidmaster by aid" },
    { "ContextBaseFileName", FIELD_TEXT, "file name of the process that did it",
      WRITTEN, NULL },
    { "ContextImageFileName", FIELD_PATH, "image of the process that did it", WRITTEN,
      NULL },
    { "ContextProcessId", FIELD_ID, "process that did it", "*", NULL },
    { "ContextTimeStamp", FIELD_TIME, "when it happened on the host", "*",
      "seconds with three decimals" },
    { "FileName", FIELD_TEXT, "last part of ImageFileName or TargetFileName", "-",
      "derived" },
    { "FilePath", FIELD_PATH,
      "ImageFileName or TargetFileName without volume and last part", "-", "derived" },
    { "ImageFileName", FIELD_PATH, "image that was started or loaded",
      HASHED " ScriptControlScanTelemetry", NULL },
    { "ImageSubsystem", FIELD_NUMBER, "2 window, 3 console, 1 native",
      "ProcessRollup2 EndOfProcess", NULL },
    { "IntegrityLevel", FIELD_NUMBER, "8192 medium, 12288 high, 16384 system", PROCESS,
      NULL },
    { "MD5HashData", FIELD_HASH, "MD5 of the image",
      "ProcessRollup2 " MODULE " DriverLoad", NULL },
    { "ModuleLoadTelemetryClassification", FIELD_NUMBER, "why the load was sent",
      MODULE, "only classified loads are sent: no event does not mean no load" },
    { "OriginalFilename", FIELD_TEXT, "original name that the version resource claims",
      "DriverLoad", "a claim, not a fact" },
    { "ParentBaseFileName", FIELD_TEXT, "file name of the parent", "ProcessRollup2",
      NULL },
    { "ParentProcessId", FIELD_ID, "parent, in terms of TargetProcessId", PROCESS,
      NULL },
    { "PrimaryModule", FIELD_NUMBER, "1 when the module is the process's own image",
      MODULE, NULL },
    { "ProcessEndTime", FIELD_TIME, "when the process ended", "ProcessRollup2",
      "often empty" },
    { "ProcessStartTime", FIELD_TIME, "when the process started",
      PROCESS " EndOfProcess", "seconds with three decimals" },
    { "RawProcessId", FIELD_ID, "process id of the system", PROCESS " EndOfProcess",
      "reused by the system; TargetProcessId is not" },
    { "RegObjectName", FIELD_TEXT, "key of the registry", REGISTRY, NULL },
    { "RegStringValue", FIELD_TEXT, "what a value of the registry was set to", REGISTRY,
      NULL },
    { "RegValueName", FIELD_TEXT, "name of a value of the registry", REGISTRY, NULL },
    { "SHA1HashData", FIELD_HASH, "SHA-1 of the image", "ProcessRollup2",
      "usually forty zeros" },
    { "SHA256HashData", FIELD_HASH, "SHA-256 of the image", HASHED " EndOfProcess",
      "lower case; may begin with a blank" },
    { "ScriptContent", FIELD_TEXT, "text of a script", "ScriptControlScanTelemetry",
      NULL },
    { "SignInfoFlags", FIELD_BITS, "what the sensor knows of the signature", SIGNED,
      "a decimal bit mask: letters never match; not on SyntheticProcessRollup2 and Mac" },
    { "SignInfoFlags.text", FIELD_TEXT, "names of the bits of SignInfoFlags", "-",
      "derived; comma separated, without SIGNATURE_FLAG_" },
    { "SignInfoSource", FIELD_TEXT, "log that SignInfoFlags was made of", "-",
      "on Windows events only: the flags are a translation" },
    { "SignatureState", FIELD_TEXT, "evidence class in words", "-",
      "on Windows events, and on records that countersign makes" },
    { "TargetFileName", FIELD_PATH, "file that was written", WRITTEN, NULL },
    { "TargetImageFileName", FIELD_PATH, "process that loaded the module", MODULE,
      NULL },
    { "TargetProcessId", FIELD_ID, "process, unique on its host",
      PROCESS " " MODULE " EndOfProcess", NULL },
    { "UserName", FIELD_TEXT, "account name", "-",
      "not on raw process and module events; needs a join with UserIdentity" },
    { "UserSid", FIELD_ID, "account", PROCESS " EndOfProcess", "not on module loads" },
    { "aid", FIELD_ID, "host: id of the sensor", "*", NULL },
    { "aip", FIELD_TEXT, "address from which the sensor reached the cloud", "*", NULL },
    { "cid", FIELD_ID, "customer", "*", NULL },
    { "event_platform", FIELD_TEXT, "Win, Mac or Lin", "*", NULL },
    { "event_simpleName", FIELD_TEXT, "kind of event", "*",
      "LogScale calls it #event_simpleName; both names work here" },
    { "id", FIELD_ID, "the record", "*", NULL },
    { "name", FIELD_TEXT, "kind of event with its version: ProcessRollup2V19", "*",
      NULL },
    { "timestamp", FIELD_TIME, "when the cloud got the event", "*", "milliseconds" },
};
const size_t field_dictionary_len = countof(field_dictionary);

const struct field_info *field_info_find(struct str name)
{
    size_t low = 0;
    size_t high = field_dictionary_len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(name, str_from_cstr(field_dictionary[middle].name));

        if (order == 0)
            return &field_dictionary[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *field_kind_name(enum field_kind kind)
{
    static const char *const names[] = {
        [FIELD_TEXT] = "text", [FIELD_NUMBER] = "number", [FIELD_BITS] = "bit mask",
        [FIELD_HASH] = "hash", [FIELD_PATH] = "path",     [FIELD_TIME] = "time",
        [FIELD_ID] = "id",
    };

    return names[kind];
}

bool field_info_on_event(const struct field_info *info, struct str event)
{
    struct str rest = str_from_cstr(info->events);

    if (str_eq(rest, STR("*")))
        return true;
    while (rest.p)
        if (str_eq(str_cut(&rest, ' '), event))
            return true;
    return false;
}
